-- A long text is read out of its content again, if that is small, rather than written a second time: compressing it took a tenth of the machine at full
-- ingest of 5 kB mails. All of these are null then; what is there already stays as it is.
alter table message
    alter column text drop not null,
    alter column quoted drop not null,
    alter column quoted_before drop not null;
