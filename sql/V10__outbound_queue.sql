-- Mail that leaves: what waits, for whom, and when it is tried next.

-- A mail with at least one recipient in the queue; its bytes are shared with its copies in mailboxes here (content.message_count counts this row, too).
create table outbound_mail (
    id                bigint      primary key,
    content_id        bigint      not null,
    account_id        bigint      not null, -- who sends it; 0: no account here
    sender            text        not null, -- reverse-path; '' is the null one, of which nothing is reported
    trace             bytea       not null, -- header fields that go out before the content
    eight_bit         boolean     not null,
    utf8              boolean     not null,
    require_tls       boolean     not null,
    returned          text        not null check (returned in ('unsaid', 'full', 'headers')),
    envelope_id       text        not null, -- ENVID, decoded
    origin_account_id bigint      not null, -- the sender's own copy, where states are told; 0: none
    origin_message_id bigint      not null,
    since             timestamptz not null  -- it could first be tried then: giving up counts from here
);
create index outbound_mail_account on outbound_mail (account_id, id);

-- A recipient in the queue; the row goes when it is relayed or given up.
create table outbound_recipient (
    mail_id      bigint      not null,
    position     bigint      not null, -- in the mail's envelope
    destination  text        not null, -- where it goes together with others: a domain, or the URL of a host
    due_at       timestamptz not null, -- of the next attempt; written before each attempt, so that a crash is a try, too; infinity while it is held
    report_at    timestamptz not null, -- when its sender hears of it if it is still here: of the delay, later of the failure
    delay_told   boolean     not null default false,
    address      text        not null,
    original     text        not null, -- ORCPT
    reports      bigint      not null, -- NOTIFY: 1 NEVER, 2 SUCCESS, 4 FAILURE, 8 DELAY, added up
    attempts     bigint      not null default 0,
    attempted_at timestamptz,
    node         text,                 -- who makes the attempt under way
    host         text        not null default '', -- of the last failure; see Handover.Failure
    status       text        not null default '',
    diagnostic   text        not null default '',
    primary key (mail_id, position)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
create index outbound_recipient_due on outbound_recipient (destination, due_at);
create index outbound_recipient_report on outbound_recipient (report_at);
create index outbound_recipient_node on outbound_recipient (node) where node is not null;

-- One row for each destination that has recipients: the queue looks only here for what is due, and puts off a dead destination in one row. A row without recipients
-- goes when it comes due.
create table outbound_destination (
    name          text        primary key,
    due_at        timestamptz not null, -- not after the first due_at of its recipients, unless it is put off
    put_off_until timestamptz not null default '-infinity',
    failures      bigint      not null default 0 -- attempts in a row that reached nobody
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
create index outbound_destination_due on outbound_destination (due_at);

-- One row for each transaction that queued something: shows that it was committed when the answer got lost. Kept for a day.
create table outbound_commit (
    id bigint      primary key, -- the first mail's
    at timestamptz not null default now()
);
create index outbound_commit_at on outbound_commit using brin (at);
