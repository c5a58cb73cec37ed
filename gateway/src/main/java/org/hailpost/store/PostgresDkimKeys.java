package org.hailpost.store;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.hailpost.outbound.DkimKey;
import org.hailpost.outbound.DkimKeys;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table {@code dkim_key}. What was read is good for a minute, so a new key signs soon. */
public final class PostgresDkimKeys implements DkimKeys {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresDkimKeys.class);
    private static final Duration GOOD = Duration.ofMinutes(1);

    /** More domains than that are read for each mail. */
    private static final int REMEMBERED = 10_000;

    private final Database database;
    private final Map<String, Read> read = new ConcurrentHashMap<>();

    private record Read(List<DkimKey> keys, long atNanos) {
        boolean good() {
            return System.nanoTime() - atNanos < GOOD.toNanos();
        }
    }

    public PostgresDkimKeys(Database database) {
        this.database = database;
    }

    @Override
    public List<DkimKey> of(String domain) {
        @Nullable Read known = read.get(domain);
        if (known != null && known.good()) {
            return known.keys();
        }
        try {
            List<DkimKey> keys = database.inTransaction(connection -> stored(connection, domain));
            if (known != null || read.size() < REMEMBERED) {
                read.put(domain, new Read(keys, System.nanoTime()));
            }
            return keys;
        } catch (StoreException e) {
            LOG.warn("event=dkim-keys-not-read domain={} reason={}", domain, e.toString());
            return known == null ? List.of() : known.keys();
        }
    }

    /**
     * The keys of a domain of ours, which it gets now if it has none. Whoever asks at the same time
     * gets the same. Fails with {@code NO_SUCH_DOMAIN}.
     */
    public List<DkimKey> ensure(String domain, Supplier<List<DkimKey>> made) {
        return database.inTransaction(connection -> {
            long id = PostgresRegistry.lockedDomain(connection, domain);
            List<DkimKey> keys = stored(connection, domain);
            if (!keys.isEmpty()) {
                return keys;
            }
            List<DkimKey> fresh = made.get();
            for (DkimKey key : fresh) {
                PostgresRegistry.update(
                        connection,
                        """
                        insert into dkim_key (domain_id, selector, algorithm, private_key, public_key)
                        values (?, ?, ?, ?, ?)
                        """,
                        id,
                        key.selector(),
                        Sql.name(key.algorithm()),
                        key.keys().getPrivate().getEncoded(),
                        key.keys().getPublic().getEncoded());
            }
            return fresh;
        });
    }

    private static List<DkimKey> stored(Connection connection, String domain) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        select k.selector, k.algorithm, k.private_key, k.public_key
                        from dkim_key k join domain d on d.id = k.domain_id
                        where d.name = ? order by k.algorithm desc, k.selector
                        """)) {
            statement.setString(1, domain);
            try (ResultSet row = statement.executeQuery()) {
                List<DkimKey> keys = new ArrayList<>();
                while (row.next()) {
                    keys.add(key(domain, row));
                }
                return List.copyOf(keys);
            }
        }
    }

    private static DkimKey key(String domain, ResultSet row) throws SQLException {
        DkimKey.Algorithm algorithm =
                DkimKey.Algorithm.valueOf(row.getString(2).toUpperCase(Locale.ROOT));
        try {
            KeyFactory factory = KeyFactory.getInstance(row.getString(2));
            return new DkimKey(
                    domain,
                    row.getString(1),
                    algorithm,
                    new KeyPair(
                            factory.generatePublic(new X509EncodedKeySpec(row.getBytes(4))),
                            factory.generatePrivate(new PKCS8EncodedKeySpec(row.getBytes(3)))));
        } catch (GeneralSecurityException e) {
            throw new SQLException("the DKIM key " + row.getString(1) + " is no key", e);
        }
    }
}
