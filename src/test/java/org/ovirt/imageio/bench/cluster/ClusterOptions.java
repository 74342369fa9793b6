// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.cluster;

import java.util.List;

/**
 * What a run shall do; a count of 0 leaves a part out.
 *
 * @param lookups requests of each kind, with and without a session
 * @param tickets to install
 * @param revocations of tickets in use
 * @param starts of each kind of node
 * @param pairs of transfers through one node and through a member of a cluster
 * @param gib to move each way in each of these transfers
 * @param warmUpGib to move each way through both before that
 */
record ClusterOptions(
        int lookups,
        int tickets,
        int revocations,
        int starts,
        int pairs,
        double gib,
        double warmUpGib) {
    /** What {@code --help} prints. */
    static final String HELP =
            """
            Measures a cluster of three nodes. A count of 0 leaves a part out.
              --lookups=N      requests of each kind, with and without a session (2000)
              --tickets=N      tickets to install (300)
              --revocations=N  tickets to remove while two nodes relay (200)
              --starts=N       starts of a single node and of one that joins (5)
              --pairs=N        transfers through a single node and through a member (5)
              --gib=N          GiB to move each way in each of these (4)
              --warm-up=N      GiB to move each way through both before (6)
            """;

    private static final ClusterOptions DEFAULT = new ClusterOptions(2000, 300, 200, 5, 5, 4, 6);

    /** Checks the numbers. */
    ClusterOptions {
        if (lookups < 0
                || tickets < 0
                || revocations < 0
                || starts < 0
                || pairs < 0
                || !(gib > 0)
                || !(warmUpGib > 0)) {
            throw new IllegalArgumentException("a number is too small");
        }
    }

    /**
     * Parses a command line.
     *
     * @throws IllegalArgumentException if it is wrong; the message says where
     */
    static ClusterOptions parse(List<String> arguments) {
        ClusterOptions options = DEFAULT;
        for (String argument : arguments) {
            try {
                options = options.with(argument);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(argument + ": " + e.getMessage(), e);
            }
        }
        return options;
    }

    private ClusterOptions with(String argument) {
        int equals = argument.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("want --name=value");
        }
        String name = argument.substring(0, equals);
        String value = argument.substring(equals + 1);
        return switch (name) {
            case "--gib" -> withGib(Double.parseDouble(value), warmUpGib);
            case "--warm-up" -> withGib(gib, Double.parseDouble(value));
            default -> withCount(name, Integer.parseInt(value));
        };
    }

    private ClusterOptions withGib(double moved, double before) {
        return new ClusterOptions(lookups, tickets, revocations, starts, pairs, moved, before);
    }

    private ClusterOptions withCount(String name, int n) {
        return switch (name) {
            case "--lookups" ->
                    new ClusterOptions(n, tickets, revocations, starts, pairs, gib, warmUpGib);
            case "--tickets" ->
                    new ClusterOptions(lookups, n, revocations, starts, pairs, gib, warmUpGib);
            case "--revocations" ->
                    new ClusterOptions(lookups, tickets, n, starts, pairs, gib, warmUpGib);
            case "--starts" ->
                    new ClusterOptions(lookups, tickets, revocations, n, pairs, gib, warmUpGib);
            case "--pairs" ->
                    new ClusterOptions(lookups, tickets, revocations, starts, n, gib, warmUpGib);
            default -> throw new IllegalArgumentException("no such option");
        };
    }

    /** To move each way in each transfer of a pair. */
    long bytes() {
        return toBytes(gib);
    }

    /** To move each way before the first pair. */
    long warmUpBytes() {
        return toBytes(warmUpGib);
    }

    /** Whether anything needs a cluster of its own network. */
    boolean asksNodes() {
        return lookups + tickets + revocations + starts > 0;
    }

    private static long toBytes(double gib) {
        return Math.round(gib * (1L << 30));
    }
}
