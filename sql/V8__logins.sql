-- Logins by SCRAM (RFC 5802), and what an account's mail clients are not to see.

-- Beside each password: what SCRAM-SHA-256 needs of it, as RFC 5803 writes it. A password that was set before has none until its next plain login.
alter table credential
    drop constraint credential_kind_check,
    add constraint credential_kind_check check (kind in ('password', 'bearer', 'scram'));
create unique index credential_scram on credential (account_id) where kind = 'scram';

-- Secrets of the installation, the same for all its gateways.
create table secret (
    name  text  primary key,
    value bytea not null
);

-- Names without an account get their SCRAM salt from this, so that nobody can tell them from the others.
insert into secret (name, value)
values ('scram-decoy', uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- Words that IMAP does not announce to the account's clients, with spaces between them.
alter table account
    add column disabled_capabilities text not null default '';
