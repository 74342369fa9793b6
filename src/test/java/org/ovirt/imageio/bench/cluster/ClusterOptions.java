// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a run shall do; a count of 0 leaves a part out.
 *
 * @param lookups requests of each kind, with and without a session
 * @param tickets to install
 * @param revocations of tickets in use
 * @param starts of each kind of node
 * @param launches of nodes whose relays are compared
 * @param turns of each node of a launch
 * @param bytes to move each way in each turn
 * @param warmUpBytes to move each way through each node before its first turn
 */
record ClusterOptions(
        int lookups,
        int tickets,
        int revocations,
        int starts,
        int launches,
        int turns,
        long bytes,
        long warmUpBytes) {
    /** What {@code --help} prints. */
    static final String HELP =
            """
            Measures a cluster of three nodes. A count of 0 leaves a part out.
              --lookups=N      requests of each kind, with and without a session (2000)
              --tickets=N      tickets to install (300)
              --revocations=N  tickets to remove while two nodes relay (200)
              --starts=N       starts of a single node and of one that joins (5)
              --launches=N     launches of nodes whose relays are compared (5)
              --turns=N        turns of each node in a launch, at least 1 (3)
              --gib=N          GiB to move each way in each turn (2)
              --warm-up=N      GiB to move each way through each node before (6)
            """;

    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "--lookups", "2000",
                    "--tickets", "300",
                    "--revocations", "200",
                    "--starts", "5",
                    "--launches", "5",
                    "--turns", "3",
                    "--gib", "2",
                    "--warm-up", "6");

    /**
     * Parses a command line.
     *
     * @throws IllegalArgumentException if it is wrong; the message says where
     */
    static ClusterOptions parse(List<String> arguments) {
        Map<String, String> values = new HashMap<>(DEFAULTS);
        for (String argument : arguments) {
            int equals = Math.max(argument.indexOf('='), 0);
            String name = argument.substring(0, equals);
            if (!values.containsKey(name)) {
                throw new IllegalArgumentException(argument + ": no such option, want --name=N");
            }
            values.put(name, argument.substring(equals + 1));
        }
        return new ClusterOptions(
                count(values, "--lookups", 0),
                count(values, "--tickets", 0),
                count(values, "--revocations", 0),
                count(values, "--starts", 0),
                count(values, "--launches", 0),
                count(values, "--turns", 1),
                bytes(values, "--gib"),
                bytes(values, "--warm-up"));
    }

    private static int count(Map<String, String> values, String name, int least) {
        return valid(values, name, Integer::valueOf, count -> count >= least);
    }

    private static long bytes(Map<String, String> values, String name) {
        return toBytes(valid(values, name, Double::valueOf, gib -> gib > 0));
    }

    private static <N> N valid(
            Map<String, String> values,
            String name,
            Function<String, N> number,
            Predicate<N> isEnough) {
        String text = Objects.requireNonNull(values.get(name));
        try {
            N parsed = number.apply(text);
            if (isEnough.test(parsed)) {
                return parsed;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + "=" + text + ": not such a number", e);
        }
        throw new IllegalArgumentException(name + "=" + text + ": too small");
    }

    private static long toBytes(double gib) {
        return Math.round(gib * (1L << 30));
    }

    /** Whether anything needs a cluster of its own network. */
    boolean asksNodes() {
        return lookups + tickets + revocations + starts > 0;
    }
}
