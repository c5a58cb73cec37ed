-- What signs the mail of a domain (RFC 6376): as many keys as there are algorithms, all of which sign each mail.

create table dkim_key (
    domain_id   bigint      not null references domain on delete cascade,
    selector    text        not null,
    algorithm   text        not null check (algorithm in ('rsa', 'ed25519')),
    private_key bytea       not null, -- PKCS #8
    public_key  bytea       not null, -- SubjectPublicKeyInfo
    created_at  timestamptz not null default now(),
    primary key (domain_id, selector)
);
