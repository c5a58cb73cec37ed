-- How much accounts have sent to the world outside, so that a limit per day holds across restarts.

-- One row an account: the day (UTC) on which it last sent something, and how much that was.
create table sent_today (
    account_id  bigint  primary key,
    day         date    not null,
    mails       integer not null,
    new_parties integer not null -- whom it had never written to, and who had not written to it
) with (fillfactor = 50);

-- Whom an account has written to outside.
create table correspondent (
    account_id bigint not null,
    address    text   not null, -- canonical
    primary key (account_id, address)
);
