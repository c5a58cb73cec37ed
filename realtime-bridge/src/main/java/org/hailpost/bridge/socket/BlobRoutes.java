package org.hailpost.bridge.socket;

import java.util.List;
import java.util.Set;
import org.hailpost.bridge.session.Accounts;
import org.hailpost.bridge.session.Blobs;

/** Files over HTTP: to {@code /blobs} by tus, from {@code /messages/M77/parts/2} in ranges. */
public final class BlobRoutes {
    private BlobRoutes() {}

    /**
     * Both routes.
     *
     * @param allowedOrigins as in {@link SocketSettings}
     */
    public static List<Route> of(Accounts accounts, Blobs blobs, Set<String> allowedOrigins) {
        Caller caller = new Caller(accounts, new Origins(allowedOrigins));
        return List.of(new BlobUploads(caller, blobs), new MessageParts(caller, blobs));
    }
}
