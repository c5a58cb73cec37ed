-- Used by nothing but the question for changes since a MODSEQ, which says mailbox_id + 0. As an index on (account_id, mailbox_id, modseq) it looked to the
-- planner as good a way to a few UIDs as the primary key: where most mailboxes are small it expects a handful of messages in any, and each STORE, COPY or
-- EXPUNGE read all of a large one.
drop index placement_modseq;
create index placement_modseq on placement ((mailbox_id + 0), account_id, modseq);

-- ANALYZE reads as many rows as the column of an expression in an index asks for, too; see V20.
do $$
declare
    expression record;
begin
    for expression in
        select r.relname, a.attnum from pg_attribute a
        join pg_class r on r.oid = a.attrelid
        join pg_index i on i.indexrelid = r.oid
        where r.relnamespace = current_schema()::regnamespace and i.indkey[a.attnum - 1] = 0
    loop
        execute format('alter index %I alter column %s set statistics 10', expression.relname, expression.attnum);
    end loop;
end $$;
