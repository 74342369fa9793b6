// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.retry;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * How a client gets an image up or down.
 *
 * @param images the image's URI on each node
 * @param trust what to trust
 * @param fields header fields of each request, such as {@code "Session-Id: x"}
 * @param connections how many at once
 * @param patience how long a node may do nothing before the client goes to another
 * @param limit how long the whole may take
 * @param bytesPerSecond how fast the whole goes at most
 * @param seed what all that is random comes from
 */
public record Settings(
        List<URI> images,
        SSLContext trust,
        List<String> fields,
        int connections,
        Duration patience,
        Duration limit,
        long bytesPerSecond,
        long seed) {
    /** Copies the lists. */
    public Settings {
        images = List.copyOf(images);
        fields = List.copyOf(fields);
    }

    /** Three connections, three seconds of patience, two minutes, 16 MiB/s. */
    public static Settings of(List<URI> images, SSLContext trust, long seed) {
        return new Settings(
                images,
                trust,
                List.of(),
                3,
                Duration.ofSeconds(3),
                Duration.ofMinutes(2),
                16L << 20,
                seed);
    }

    /** The same with these header fields in each request. */
    public Settings withFields(List<String> newFields) {
        return new Settings(
                images, trust, newFields, connections, patience, limit, bytesPerSecond, seed);
    }

    /** The same with other patience. */
    public Settings withPatience(Duration newPatience) {
        return new Settings(
                images, trust, fields, connections, newPatience, limit, bytesPerSecond, seed);
    }

    /** The same with another speed. */
    public Settings withBytesPerSecond(long newBytesPerSecond) {
        return new Settings(
                images, trust, fields, connections, patience, limit, newBytesPerSecond, seed);
    }

    /** The same with another limit. */
    public Settings withLimit(Duration newLimit) {
        return new Settings(
                images, trust, fields, connections, patience, newLimit, bytesPerSecond, seed);
    }

    /** How long one connection has for so many bytes at least. */
    Duration timeOf(long bytes) {
        return Duration.ofNanos(bytes * 1_000_000_000L * connections / bytesPerSecond);
    }
}
