// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A raw image that several connections read and write.
 *
 * <p>Java cannot ask a file system for a file's holes or punch one. So this class remembers where
 * bytes other than zero can be: nowhere in a file it created, everywhere in a file it found, and
 * wherever it wrote since. That keeps a sparse image of terabytes cheap, and is right as long as
 * nobody else writes to the file.
 *
 * <p>Errors of the file are {@link UncheckedIOException}, so that nobody mistakes them for the
 * client's connection.
 */
final class ImageFile implements Closeable {

    /** Granularity of extents, as that of the bitmaps qemu makes. */
    static final int BLOCK = 64 * 1024;

    /** Long enough to be fast, short enough not to keep writers waiting. */
    private static final int ZERO_STEP = 1024 * 1024;

    private static final byte[] ZEROS = new byte[ZERO_STEP];

    private final RandomAccessFile file;
    private final FileChannel channel;
    private final Ranges mayHoldData = new Ranges();
    private final Ranges written = new Ranges();

    /** Writers share it; zeroing and growing, which change what others rely on, are alone. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private ImageFile(RandomAccessFile file) {
        this.file = file;
        this.channel = file.getChannel();
    }

    /** Opens a file, or creates it as one hole of the given size when there is none. */
    static ImageFile open(Path path, long sizeWhenCreated) throws IOException {
        boolean found = Files.exists(path);
        String mode = !found || Files.isWritable(path) ? "rw" : "r";
        ImageFile image = new ImageFile(new RandomAccessFile(path.toFile(), mode));
        if (found) {
            image.mayHoldData.add(0, image.size());
        } else {
            image.file.setLength(sizeWhenCreated);
        }
        return image;
    }

    long size() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads bytes into the start of a buffer; fewer than asked for only at the file's end. */
    int read(byte[] buffer, int length, long position) {
        try {
            ByteBuffer target = ByteBuffer.wrap(buffer, 0, length);
            int count = 0;
            while (target.hasRemaining() && count >= 0) {
                count = channel.read(target, position + target.position());
            }
            return target.position();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(byte[] buffer, int length, long position) {
        lock.readLock().lock();
        try {
            mayHoldData.add(position, position + length);
            writeFully(buffer, length, position);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Makes bytes zero, in one or more steps.
     *
     * @param sparse whether holes stay holes; otherwise the bytes are allocated
     * @return how many were done, at least one
     */
    long zero(long position, long length, boolean sparse) {
        lock.writeLock().lock();
        try {
            long end = position + length;
            grow(end);
            List<Range> data = mayHoldData.within(position, end);
            if (sparse && data.isEmpty()) {
                written.add(position, end);
                return length;
            }
            Range next = sparse ? data.get(0) : new Range(position, end);
            int step = (int) Math.min(ZERO_STEP, next.length());
            long done = next.start() + step;
            writeFully(ZEROS, step, next.start());
            written.add(position, done);
            mayHoldData.remove(position, done);
            return done - position;
        } finally {
            lock.writeLock().unlock();
        }
    }

    void flush() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether these bytes are zero without a need to look. */
    boolean isKnownZero(long start, long end) {
        return !mayHoldData.touches(start, end);
    }

    static boolean isZero(byte[] buffer, int length) {
        for (int start = 0; start < length; start += ZEROS.length) {
            int end = Math.min(length, start + ZEROS.length);
            if (!Arrays.equals(buffer, start, end, ZEROS, 0, end - start)) {
                return false;
            }
        }
        return true;
    }

    /** The whole file as extents of zeros and data, alternating. */
    List<Extent> extents() {
        long size = size();
        ExtentList extents = new ExtentList();
        byte[] buffer = new byte[BLOCK];
        long position = 0;
        for (Range range : blocks(mayHoldData, size)) {
            extents.add(position, range.start(), true);
            for (position = range.start(); position < range.end(); ) {
                int length = (int) Math.min(BLOCK, range.end() - position);
                int count = read(buffer, length, position);
                extents.add(position, position + length, isZero(buffer, count));
                position += length;
            }
        }
        extents.add(position, size, true);
        return extents.toList();
    }

    /** Bytes written or zeroed since this file was opened, in whole blocks. */
    Ranges dirty() {
        Ranges dirty = new Ranges();
        blocks(written, size()).forEach(range -> dirty.add(range.start(), range.end()));
        return dirty;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static List<Range> blocks(Ranges ranges, long size) {
        Ranges rounded = new Ranges();
        for (Range range : ranges.within(0, size)) {
            long start = range.start() - range.start() % BLOCK;
            long last = range.end() - 1;
            rounded.add(start, Math.min(size, last - last % BLOCK + BLOCK));
        }
        return new ArrayList<>(rounded.within(0, size));
    }

    private void grow(long size) {
        try {
            if (size > file.length()) {
                file.setLength(size);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeFully(byte[] buffer, int length, long position) {
        try {
            ByteBuffer source = ByteBuffer.wrap(buffer, 0, length);
            while (source.hasRemaining()) {
                channel.write(source, position + source.position());
            }
            written.add(position, position + length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
