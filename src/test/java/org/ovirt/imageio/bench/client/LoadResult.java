// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.bench.client;

/**
 * What the client has seen, as one line of text between processes.
 *
 * @param nanos from the first request to the last answer
 * @param bytes of image that were moved and found right
 * @param requests that were answered
 * @param p50Nanos half of the requests were answered within this time
 * @param p99Nanos 99 of 100 requests were answered within this time
 */
public record LoadResult(long nanos, long bytes, long requests, long p50Nanos, long p99Nanos) {
    private static final String DONE = "done";

    /** The line for {@link #parse}. */
    public String toLine() {
        return DONE + " " + nanos + " " + bytes + " " + requests + " " + p50Nanos + " " + p99Nanos;
    }

    /**
     * Reads a line of {@link #toLine}.
     *
     * @throws IllegalArgumentException if the line is not from {@link #toLine}
     */
    public static LoadResult parse(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 6 || !words[0].equals(DONE)) {
            throw new IllegalArgumentException(line);
        }
        return new LoadResult(
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]));
    }
}
