-- When a message was put into this mailbox (RFC 8514), whichever way: the default says it, so no writer has to. Rows from before this have none.
alter table placement add column saved_at timestamptz;
alter table placement alter column saved_at set default now();
