-- What accounts and domains may have and what they have; what mail clients note about mailboxes (RFC 5464).

-- Every change of an account's placements changes these counters with them, in the row that it locks anyway.
alter table account
    add column used_octets    bigint not null default 0, -- the sizes of its placements: a message that lies in two mailboxes counts twice
    add column used_messages  bigint not null default 0, -- how many placements
    add column quota_octets   bigint check (quota_octets >= 0),   -- null: the configured default, 0: no limit
    add column quota_messages bigint check (quota_messages >= 0); -- likewise

update account a set used_octets = n.octets, used_messages = n.messages
from (select p.account_id, count(*) as messages, coalesce(sum(m.size), 0) as octets
      from placement p left join message m on m.account_id = p.account_id and m.id = p.message_id
      group by p.account_id) as n
where a.id = n.account_id;

-- A limit on what all accounts of the domain have together.
alter table domain
    add column quota_octets   bigint check (quota_octets >= 0),
    add column quota_messages bigint check (quota_messages >= 0);

-- Under the mailbox's id, so that it stays when the mailbox gets another name and goes when it goes.
create table metadata (
    account_id bigint not null,
    mailbox_id bigint not null, -- 0: of the whole account ("server" entries)
    entry      text   not null, -- lower case, begins with /private/ or /shared/
    value      bytea  not null,
    primary key (account_id, mailbox_id, entry)
);
