-- The expunge log is kept as long as the change log; who was away longer is answered from what is left.
alter table mailbox add column expunged_from bigint not null default 0; -- expunges up to this MODSEQ may be forgotten
