/**
 * The load drivers behind {@code hailpost bench}: what Hailpost does in a second, how soon, in how
 * much memory, and whether it keeps its promises when its plug is pulled.
 *
 * <p>Called by {@code app}. A {@link org.hailpost.bench.Benchmark} drives a gateway through its
 * public doors alone, as a process of its own ({@link org.hailpost.bench.GatewayProcess}), and a
 * floor or a peer ({@link org.hailpost.bench.Peer}) with the same load in the same run; a figure is
 * the median of interleaved rounds. Drivers are event loops ({@link org.hailpost.bench.Loop}): on a
 * small machine the driver takes its processor time from what it measures.
 *
 * <p>It must not know: the gateway's inside. What only the store can do (enrol a hundred thousand
 * accounts) is a port that {@code app} fills.
 */
@NullMarked
package org.hailpost.bench;

import org.jspecify.annotations.NullMarked;
