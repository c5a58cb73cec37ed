package org.hailpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.hailpost.store.DatabaseIT.query;
import static org.hailpost.store.DatabaseIT.update;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.hailpost.account.Alias;
import org.hailpost.account.Directory.Resolution;
import org.hailpost.message.Address;
import org.junit.jupiter.api.Test;

/** Rows that an older version has left, under the schema that came later. */
class MigrationIT {
    @Test
    void anAliasOfOldLeadsWhereItLedAndCanLeadToSeveral() throws Exception {
        DatabaseSettings settings = TestDatabase.emptySettings();
        migrate(settings, "13");
        try (Connection old = source(settings).getConnection()) {
            update(old, "insert into domain (name) values ('example.org'), ('other.example')");
            update(
                    old,
                    """
                    insert into account (domain_id, address)
                    select id, 'ann@' || name from domain union all select id, 'ben@' || name from domain
                    """);
            update(
                    old,
                    """
                    insert into alias (address, domain_id, account_id)
                    select l.alias, d.id, a.id
                    from (values ('sales@example.org', 'ann@example.org'), ('info@example.org', 'ann@other.example'),
                            ('@other.example', 'ben@other.example')) as l (alias, account)
                        join account a on a.address = l.account
                        join domain d on d.name = split_part(l.alias, '@', 2)
                    """);
        }
        try (Database database = Database.open(settings)) {
            PostgresRegistry registry = new PostgresRegistry(database);
            PostgresDirectory directory =
                    new PostgresDirectory(database, new PostgresQuotas(database));
            assertThat(registry.aliases())
                    .extracting(Alias::address, alias -> alias.target().toString())
                    .containsExactlyInAnyOrder(
                            tuple("sales@example.org", "ann@example.org"),
                            tuple("info@example.org", "ann@other.example"),
                            tuple("@other.example", "ben@other.example"));
            assertThat(account(directory, "sales@example.org")).isEqualTo("ann@example.org");
            assertThat(account(directory, "info@example.org")).isEqualTo("ann@other.example");
            assertThat(account(directory, "anybody@other.example")).isEqualTo("ben@other.example");
            assertThat(account(directory, "ann@example.org")) // its mail stays with it
                    .isEqualTo("ann@example.org");
            registry.addAlias("sales@example.org", List.of(Address.parse("cal@far.example")));
            assertThat(
                            new PostgresDirectory(database, new PostgresQuotas(database))
                                    .resolve(Address.parse("sales@example.org")))
                    .isEqualTo(
                            new Resolution.Group(
                                    List.of(
                                            Address.parse("ann@example.org"),
                                            Address.parse("cal@far.example"))));
            assertThat(query(database, "select count(*) from secret where name = 'srs'"))
                    .isEqualTo("1");
        }
    }

    /** Or each mail costs many times as much while it runs: see V20. */
    @Test
    void analyzeReadsAShortSampleOfEachTable() throws Exception {
        try (Database database = Database.open(TestDatabase.emptySettings())) {
            assertThat(
                            query(
                                    database,
                                    """
                                    select coalesce(string_agg(r.relname || '.' || a.attname, ' '), 'none')
                                    from pg_attribute a join pg_class r on r.oid = a.attrelid
                                    where r.relnamespace = current_schema()::regnamespace
                                        and (r.relkind = 'r' or exists (select from pg_index i
                                            where i.indexrelid = r.oid and i.indkey[a.attnum - 1] = 0)) -- of an expression
                                        and a.attnum > 0 and not a.attisdropped
                                        and r.relname <> 'flyway_schema_history'
                                        and coalesce(a.attstattarget, -1) not between 0 and 10
                                    """))
                    .as("columns that lack 'set statistics 10'")
                    .isEqualTo("none");
        }
    }

    private static String account(PostgresDirectory directory, String address) {
        return directory.resolve(Address.parse(address)) instanceof Resolution.Local local
                ? local.account().address().toString()
                : "none";
    }

    private static void migrate(DatabaseSettings settings, String version) {
        Flyway.configure(MigrationIT.class.getClassLoader())
                .dataSource(source(settings))
                .locations("classpath:sql")
                .target(version)
                .load()
                .migrate();
    }

    private static DataSource source(DatabaseSettings settings) {
        return DatabaseServer.dataSource(settings, Duration.ZERO);
    }
}
