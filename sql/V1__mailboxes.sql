-- Hailpost's first schema. Forward only: once landed, never edited.
--
-- The account id comes first in every key of an account's data, so that a distributed PostgreSQL can shard by it. Hot tables carry no foreign keys:
-- they cost a lookup and a share lock per row at 3,000 mails a second, and every writer holds the account's row lock anyway.

-- ---- Who is here ------------------------------------------------------------------------------------------------------------------------------

create table domain (
    id         bigint generated always as identity primary key,
    name       text        not null unique check (name = lower(name)), -- A-label form
    created_at timestamptz not null default now()
);

-- One row an account. `seq` is its gapless change counter: the bridge's resume point and the IMAP MODSEQ. Every change of the account's data locks this
-- row, adds to seq and writes the change with that number, so commit order is seq order.
create table account (
    id           bigint generated always as identity primary key,
    domain_id    bigint      not null references domain,
    address      text        not null unique check (address = lower(address)),
    display_name text        not null default '',
    enabled      boolean     not null default true,
    epoch        text        not null default 'e' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 8), -- new after a restore: resume points are void
    seq          bigint      not null default 0, -- 1 once it has its first mailboxes
    uid_validity bigint      not null default 1, -- the next UIDVALIDITY of a mailbox of this account: 32 bits, only ever grows
    created_at   timestamptz not null default now()
) with (fillfactor = 40); -- seq changes with every mail: room for heap-only updates
create index account_domain on account (domain_id);

create table credential (
    account_id bigint      not null references account on delete cascade,
    id         bigint      not null generated always as identity,
    kind       text        not null check (kind in ('password', 'bearer')),
    hash       text        not null, -- password: Argon2id in PHC form; bearer: SHA-256 in hex
    created_at timestamptz not null default now(),
    primary key (account_id, id)
);
create unique index credential_bearer on credential (hash) where kind = 'bearer';

-- Other addresses that lead to an account. A catch-all is the address '@domain'.
create table alias (
    address    text        primary key check (address = lower(address)),
    domain_id  bigint      not null references domain,
    account_id bigint      not null references account on delete cascade,
    created_at timestamptz not null default now()
);
create index alias_account on alias (account_id);

-- ---- Messages ---------------------------------------------------------------------------------------------------------------------------------

-- Ids are handed out in blocks to the writers, so that rows that refer to each other go out in one round trip.
create sequence id_block increment by 1000 start 1000;

-- The bytes of a message as they came in, once for all recipients of a transaction; never compressed, so that a slice is read without the rest.
create table content (
    id            bigint  primary key,
    message_count integer not null, -- messages that show these bytes; the row goes with the last one
    size          bigint  not null,
    sha256        bytea   not null,
    bytes         bytea   not null
);
alter table content alter column bytes set storage external;

-- One mail in one account, with everything that is computed from its bytes when it is delivered.
create table message (
    account_id        bigint      not null,
    id                bigint      not null,
    content_id        bigint      not null,
    thread_id         bigint      not null,
    incoming          boolean     not null,
    trace             bytea       not null, -- trace headers that stand before the content in this copy
    size              bigint      not null, -- octets on the wire: trace and content
    header_size       integer     not null, -- octets of the content's header with its empty line
    internal_date     timestamptz not null,
    internal_zone     smallint    not null, -- minutes east of Greenwich, as APPEND gave it
    sent_day          date,                 -- the day in the Date field, ignoring its zone
    envelope          bytea       not null, -- IMAP wire forms
    body_structure    bytea       not null,
    body              bytea       not null,
    part_index        bytea       not null, -- offsets of the MIME parts in the content
    header            bytea,                -- the content's raw header, if it is not larger than 64 KiB
    from_address      text        not null,
    from_name         text        not null,
    trust             text        not null check (trust in ('none', 'local', 'guest', 'dmarc')),
    automatic         boolean     not null,
    subject           text        not null,
    text              text        not null, -- what a terminal shows
    quoted            text        not null, -- quoted history and signature, folded away
    search_text       text,                 -- text of all parts; null where it is the same as text
    attachments       text        not null, -- JSON array
    message_id        text,                 -- the Message-ID field
    origin_account_id bigint,               -- the sender's own copy, where the sender is an account here: state events go there
    origin_message_id bigint,
    primary key (account_id, id)
);
create index message_thread on message (account_id, thread_id, id);

create table thread (
    account_id      bigint      not null,
    id              bigint      not null,
    party_key       text        not null, -- SHA-256 of the parties' addresses, sorted
    parties         text        not null, -- JSON array of {address, name}
    subject         text        not null,
    last_message_id bigint      not null,
    last_at         timestamptz not null,
    last_line       text        not null,
    last_incoming   boolean     not null,
    primary key (account_id, id)
) with (fillfactor = 70);
create index thread_party on thread (account_id, party_key, last_message_id);
create index thread_last on thread (account_id, last_message_id);

-- ---- Mailboxes --------------------------------------------------------------------------------------------------------------------------------

create table mailbox (
    account_id     bigint  not null,
    id             bigint  not null,
    name           text    not null, -- UTF-8 in NFC, '/' is the delimiter
    role           text    check (role in ('inbox', 'sent', 'drafts', 'trash', 'junk', 'archive', 'live')),
    selectable     boolean not null default true,
    uid_validity   bigint  not null,
    uid_next       bigint  not null default 1,
    recent_uid     bigint  not null default 1, -- UIDs below have been \Recent for some session
    highest_modseq bigint  not null default 1,
    primary key (account_id, id),
    unique (account_id, name)
) with (fillfactor = 40);
create unique index mailbox_role on mailbox (account_id, role) where role is not null;

-- A message in a mailbox. Narrow, because flags of whole mailboxes are read and changed at once.
create table placement (
    account_id bigint not null,
    mailbox_id bigint not null,
    uid        bigint not null,
    message_id bigint not null,
    thread_id  bigint not null,
    flags      bigint not null, -- bit 0 \Seen, 1 \Answered, 2 \Flagged, 3 \Deleted, 4 \Draft, from 8 on the mailbox's keywords
    modseq     bigint not null,
    primary key (account_id, mailbox_id, uid)
) with (fillfactor = 90);
create index placement_message on placement (account_id, message_id);
create index placement_modseq on placement (account_id, mailbox_id, modseq);
create index placement_unread on placement (account_id, thread_id, message_id) where flags & 1 = 0;

-- UIDs that are gone, for whoever was away (RFC 7162).
create table expunged (
    account_id bigint not null,
    mailbox_id bigint not null,
    uid        bigint not null,
    modseq     bigint not null,
    primary key (account_id, mailbox_id, uid)
);
create index expunged_modseq on expunged (account_id, mailbox_id, modseq);

create table keyword (
    account_id bigint   not null,
    mailbox_id bigint   not null,
    position   smallint not null, -- bit 8 + position of placement.flags
    name       text     not null,
    primary key (account_id, mailbox_id, position)
);
create unique index keyword_name on keyword (account_id, mailbox_id, lower(name));

create table subscription (
    account_id bigint not null,
    name       text   not null,
    primary key (account_id, name)
);

-- ---- The change log and the terminals ---------------------------------------------------------------------------------------------------------

-- One row per change of an account; what a terminal resumes from. Old rows go after `event retention`; a terminal that was away longer gets a resync.
create table event (
    account_id bigint      not null,
    seq        bigint      not null,
    kind       text        not null,
    thread_id  bigint      not null default 0,
    message_id bigint      not null default 0,
    data       text, -- JSON, where the ids do not say it all
    at         timestamptz not null default now(),
    primary key (account_id, seq)
);
create index event_at on event using brin (at);

-- The address mapping table: account -> terminals. A row whose lease has ended is a terminal that is not connected; it keeps what was acknowledged.
create table terminal (
    account_id      bigint      not null,
    terminal_id     uuid        not null,
    session         text        not null,
    node            text        not null,
    kind            text        not null,
    name            text        not null,
    local_addresses text        not null, -- JSON array: what the terminal says of itself
    public_address  text        not null, -- what the gateway sees
    capabilities    text        not null, -- JSON array
    since           timestamptz not null,
    lease_until     timestamptz not null,
    acked_seq       bigint      not null,
    primary key (account_id, terminal_id)
) with (fillfactor = 50);
create index terminal_lease on terminal (lease_until);

-- How far a message of the account has come towards each party; who has no row is at 'queued' or was never ours to follow.
create table delivery_state (
    account_id bigint      not null,
    message_id bigint      not null,
    party      text        not null,
    state      text        not null check (state in ('queued', 'deferred', 'bounced', 'relayed', 'pushed', 'displayed')),
    reason     text        not null default '',
    at         timestamptz not null default now(),
    primary key (account_id, message_id, party)
);

-- What a terminal asked to send, for 24 h: the same request gets the same answer.
create table sent_request (
    account_id bigint      not null,
    client_id  uuid        not null,
    message_id bigint      not null,
    thread_id  bigint      not null,
    seq        bigint      not null,
    at         timestamptz not null default now(),
    primary key (account_id, client_id)
);
create index sent_request_at on sent_request using brin (at);
