package org.hailpost.outbound;

/**
 * What the queue's runner may do at once.
 *
 * @param perDestination handings over at a time to one destination
 * @param inAll handings over at a time
 * @param returnedBytes a mail larger than this is returned by its header only
 */
public record OutboundSettings(
        Schedule schedule, int perDestination, int inAll, long returnedBytes) {
    public static final OutboundSettings DEFAULTS =
            new OutboundSettings(Schedule.DEFAULTS, 10, 200, 64 * 1024);

    public OutboundSettings {
        if (perDestination < 1) {
            throw new IllegalArgumentException("perDestination must be at least 1");
        }
        if (inAll < perDestination) {
            throw new IllegalArgumentException("inAll must not be below per-destination");
        }
    }
}
