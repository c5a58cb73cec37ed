-- Aliases that lead to several addresses, here or elsewhere, and accounts that pass their mail on.

-- One row a target. account_id: the account that it is; null: an alias of this gateway, or somebody elsewhere.
alter table alias add target text;
update alias l set target = a.address from account a where a.id = l.account_id;
alter table alias alter target set not null, alter account_id drop not null, drop constraint alias_pkey;
create unique index alias_target on alias (address, lower(target));

-- What becomes of an account's mail. off: it stays; copy: it stays and is passed on; away: it is passed on.
alter table account add forwarding text not null default 'off' check (forwarding in ('off', 'copy', 'away'));

-- To whom: one row a target.
create table forward (
    account_id bigint not null references account on delete cascade,
    target     text   not null
);
create unique index forward_target on forward (account_id, lower(target));

-- Seals the return paths of forwarded mail.
insert into secret (name, value)
values ('srs', uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
