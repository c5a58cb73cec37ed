-- A mail finds its thread by the message ids it cites, if its sender is one of those who ever took part.
alter table thread add column members text not null default '[]'; -- JSON array of addresses: everybody who has been a party
update thread set members = (select coalesce(json_agg(p ->> 'address'), '[]')::text from json_array_elements(parties::json) as p);
create index message_cited on message (account_id, message_id, id) where message_id is not null and thread_id <> 0;

-- Folded history that stands before the new words, where somebody answers below.
alter table message add column quoted_before text not null default '';
