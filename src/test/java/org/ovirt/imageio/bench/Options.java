// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run shall do.
 *
 * @param relays names of those to measure, none for all that are installed
 * @param gib to move in each streaming case
 * @param seconds for each case of small requests
 * @param rounds how often each case is repeated
 * @param warmUpGib to move each way through each relay before the first round
 * @param stalled how many downloads, uploads, then of each to stall at the end; 0 leaves that out
 * @param csv where to write every single measurement
 */
record Options(
        Set<String> relays,
        double gib,
        double seconds,
        int rounds,
        double warmUpGib,
        int stalled,
        Optional<Path> csv) {
    /** What {@code --help} prints. */
    static final String HELP =
            """
            Measures relays of image bytes against each other.
              --relays=NAME,...  those to measure (default: all that are installed)
              --gib=N            GiB to move in each case (2)
              --seconds=N        seconds for each case of small requests (5)
              --rounds=N         how often to repeat each case (5)
              --warm-up=N        GiB to move each way through each relay before that (6)
              --stalled=N        downloads, uploads, then as many of each to stall at the end (500; 0: none)
              --csv=FILE         where to write every measurement
            """;

    private static final Options DEFAULT = new Options(Set.of(), 2, 5, 5, 6, 500, Optional.empty());

    /** Checks the numbers; keeps the order of the relays. */
    Options {
        relays = Collections.unmodifiableSet(new LinkedHashSet<>(relays));
        if (!(gib > 0) || !(seconds > 0) || rounds < 1 || !(warmUpGib > 0) || stalled < 0) {
            throw new IllegalArgumentException("a number is too small");
        }
    }

    /**
     * Parses a command line.
     *
     * @throws IllegalArgumentException if it is wrong; the message says where
     */
    static Options parse(List<String> arguments) {
        Options options = DEFAULT;
        for (String argument : arguments) {
            try {
                options = options.with(argument);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(argument + ": " + e.getMessage(), e);
            }
        }
        return options;
    }

    private Options with(String argument) {
        int equals = argument.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("want --name=value");
        }
        String value = argument.substring(equals + 1);
        return switch (argument.substring(0, equals)) {
            case "--relays" -> withRelays(new LinkedHashSet<>(Arrays.asList(value.split(",", -1))));
            case "--gib" -> withGib(Double.parseDouble(value));
            case "--seconds" -> withSeconds(Double.parseDouble(value));
            case "--rounds" -> withRounds(Integer.parseInt(value));
            case "--warm-up" -> withWarmUpGib(Double.parseDouble(value));
            case "--stalled" -> withStalled(Integer.parseInt(value));
            case "--csv" -> withCsv(Path.of(value));
            default -> throw new IllegalArgumentException("no such option");
        };
    }

    private Options withRelays(Set<String> value) {
        return new Options(value, gib, seconds, rounds, warmUpGib, stalled, csv);
    }

    private Options withGib(double value) {
        return new Options(relays, value, seconds, rounds, warmUpGib, stalled, csv);
    }

    private Options withSeconds(double value) {
        return new Options(relays, gib, value, rounds, warmUpGib, stalled, csv);
    }

    private Options withRounds(int value) {
        return new Options(relays, gib, seconds, value, warmUpGib, stalled, csv);
    }

    private Options withWarmUpGib(double value) {
        return new Options(relays, gib, seconds, rounds, value, stalled, csv);
    }

    private Options withStalled(int value) {
        return new Options(relays, gib, seconds, rounds, warmUpGib, value, csv);
    }

    private Options withCsv(Path value) {
        return new Options(relays, gib, seconds, rounds, warmUpGib, stalled, Optional.of(value));
    }

    /** To move in each streaming case. */
    long bytes() {
        return toBytes(gib);
    }

    /** To move each way before the first round. */
    long warmUpBytes() {
        return toBytes(warmUpGib);
    }

    /** For each case of small requests. */
    long millis() {
        return Math.round(seconds * 1000);
    }

    private static long toBytes(double gib) {
        return Math.round(gib * (1L << 30));
    }
}
