// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.client;

/**
 * What the client is told to do, as one line of text between processes.
 *
 * @param kind of requests
 * @param port of the relay, on the loopback interface
 * @param connections how many at the same time
 * @param amount bytes in all for {@link Kind#GET}, {@link Kind#PUT} and {@link Kind#SHORT_PUT},
 *     milliseconds for {@link Kind#SMALL}, without meaning for the others
 */
public record Load(Kind kind, int port, int connections, long amount) {
    /** What the requests of a load are. */
    public enum Kind {
        /** Downloads of large spans. */
        GET,
        /** Uploads of large spans. */
        PUT,
        /** Uploads of spans of 64 KiB, for what a request costs by itself. */
        SHORT_PUT,
        /** Downloads of 4 KiB, as many as possible. */
        SMALL,
        /** Downloads that nobody reads; answered once all have started, kept until the release. */
        STALL_GET,
        /** Uploads that the upstream does not read; answered and kept as the downloads. */
        STALL_PUT,
        /** Closes what has stalled. */
        RELEASE
    }

    /** The line for {@link #parse}. */
    public String toLine() {
        return kind + " " + port + " " + connections + " " + amount;
    }

    /**
     * Reads a line of {@link #toLine}.
     *
     * @throws IllegalArgumentException if the line is not from {@link #toLine}
     */
    public static Load parse(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 4) {
            throw new IllegalArgumentException("no load: " + line);
        }
        return new Load(
                Kind.valueOf(words[0]),
                Integer.parseInt(words[1]),
                Integer.parseInt(words[2]),
                Long.parseLong(words[3]));
    }
}
