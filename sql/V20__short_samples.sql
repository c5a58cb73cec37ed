-- A snapshot keeps every version of every row that was replaced since it was taken, and ANALYZE has one for as long as it reads its sample: 30,000 rows
-- of a table unless told otherwise. Rows that each mail replaces (account, mailbox, thread) became chains of hundreds of dead versions meanwhile: measured
-- at full ingest, nine seconds in which a mail cost the database three times its processor time. 3,000 rows say as much for plans that are made once for
-- all values. Whoever adds a column says the same for it.
do $$
declare
    c record;
begin
    for c in
        select a.attrelid::regclass as relation, a.attname as name
        from pg_attribute a join pg_class r on r.oid = a.attrelid
        where r.relkind = 'r' and r.relnamespace = current_schema()::regnamespace and a.attnum > 0
            and not a.attisdropped and r.relname <> 'flyway_schema_history'
    loop
        execute format('alter table %s alter column %I set statistics 10', c.relation, c.name);
    end loop;
end
$$;
