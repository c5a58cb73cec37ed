-- Files on their way from a terminal into a mail. They lie here until a mail has taken them, or nobody has touched them for a while.

create table upload (
    account_id bigint      not null references account on delete cascade,
    id         uuid        not null,
    length     bigint      not null,           -- octets of the whole file, as its terminal announced it
    received   bigint      not null default 0, -- so many of them are here
    pieces     integer     not null default 0,
    sha256     bytea,                          -- once the file is here whole
    touched_at timestamptz not null default now(),
    primary key (account_id, id)
);
create index upload_touched on upload (touched_at);

create table upload_piece (
    account_id bigint not null,
    upload_id  uuid   not null,
    start      bigint not null,
    bytes      bytea  not null,
    primary key (account_id, upload_id, start),
    foreign key (account_id, upload_id) references upload on delete cascade
);
alter table upload_piece alter column bytes set storage external;
