-- What full-text search need not read. Text is still compared as RFC 3501 §6.4.4 says, substring by substring; these rows tell for which messages that
-- is not worth while. No extension is needed for it, so it works in every PostgreSQL, and an account's search looks at the account's own rows only.

-- 256 messages of an account and, for each possible trigram, which of them have it: a Bloom filter a message, turned by 90 degrees, so that a search
-- reads a few slices of 32 bytes and nothing else. Written once, some time after the messages; who is in no segment is simply read.
create table search_segment (
    account_id  bigint   not null,
    first_id    bigint   not null,
    last_id     bigint   not null,
    message_ids bytea    not null, -- ascending, each as the difference to the one before it, in base 128
    text_bits   bytea    not null, -- of the text parts: 2^text_log slices, bit i of a slice is message i
    text_log    smallint not null,
    header_bits bytea    not null, -- of the decoded header fields
    header_log  smallint not null,
    primary key (account_id, first_id)
);
alter table search_segment alter column text_bits set storage external; -- a slice is read without the rest
alter table search_segment alter column header_bits set storage external;

-- Up to which change of the account its messages were looked at.
create table search_progress (
    account_id bigint primary key,
    seq        bigint not null
);
