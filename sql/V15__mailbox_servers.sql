-- Mailboxes that stay in an existing mail server: this gateway stands in front of it, pushes mail live and hands it over.

-- The server's URL, lmtp://10.0.0.5:24 as hailpost writes it. Of a domain: for all its addresses, also those that are no accounts here; null: they are here.
alter table domain add mailbox text check (mailbox <> '');

-- Of an account: null: as its domain's; '': here, whatever its domain's.
alter table account add mailbox text;
