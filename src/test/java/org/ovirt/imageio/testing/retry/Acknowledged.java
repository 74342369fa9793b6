// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.retry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** What a server has said that it has, and in which attempt it got that. */
public final class Acknowledged {
    private final long seed;
    private final NavigableMap<Long, Entry> chunks = new ConcurrentSkipListMap<>();

    private record Entry(Chunk chunk, int attempt) {
        byte[] content(long seed) {
            return chunk.content(seed, attempt);
        }
    }

    Acknowledged(long seed) {
        this.seed = seed;
    }

    void add(Chunk chunk, int attempt) {
        chunks.put(chunk.start(), new Entry(chunk, attempt));
    }

    /** How many bytes. */
    public long bytes() {
        return chunks.values().stream().mapToLong(entry -> entry.chunk().length()).sum();
    }

    /**
     * Compares the image with all that is acknowledged now.
     *
     * @return what is not there, in words; empty if all is there
     */
    public Optional<String> missingFrom(Path image) throws IOException {
        try (FileChannel file = FileChannel.open(image)) {
            for (Entry entry : chunks.values()) {
                byte[] found = read(file, entry.chunk());
                byte[] sent = entry.content(seed);
                int mismatch = Arrays.mismatch(found, sent);
                if (mismatch >= 0) {
                    return Optional.of(describe(entry, found, mismatch));
                }
            }
        }
        return Optional.empty();
    }

    private String describe(Entry entry, byte[] found, int mismatch) {
        String instead = "something else";
        for (int attempt = 1; attempt < entry.attempt(); attempt++) {
            byte[] earlier = entry.chunk().content(seed, attempt);
            if (mismatch < found.length && earlier[mismatch] == found[mismatch]) {
                instead = "maybe attempt " + attempt;
            }
        }
        return "At %d of %s, attempt %d, there is %s"
                .formatted(
                        entry.chunk().start() + mismatch, entry.chunk(), entry.attempt(), instead);
    }

    /** The SHA-256 of all that is acknowledged, in the order of the image, in hexadecimal. */
    public String sha256() {
        MessageDigest digest = newDigest();
        chunks.values().forEach(entry -> digest.update(entry.content(seed)));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** How many chunks needed how many attempts. */
    Map<Integer, Long> attempts() {
        return chunks.values().stream()
                .collect(Collectors.groupingBy(Entry::attempt, Collectors.counting()));
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] read(FileChannel file, Chunk chunk) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(chunk.length());
        int count = 0;
        while (buffer.hasRemaining() && count >= 0) {
            count = file.read(buffer, chunk.start() + buffer.position());
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
