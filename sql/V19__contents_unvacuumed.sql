-- Contents are written once and never read by an index alone, so the vacuum after many inserts has nothing to do there but to read each page again and
-- to write it with a flag: at full ingest that is as much input and output as the mails themselves. What is deleted is vacuumed as ever.
alter table content set (autovacuum_vacuum_insert_threshold = -1, toast.autovacuum_vacuum_insert_threshold = -1);
