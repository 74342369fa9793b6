// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ovirt.imageio.testing.daemon.DaemonTicket.Operation;

/** {@code /images/<id>/checksum} and {@code /images/<id>/checksum/algorithms}. */
final class ChecksumResource {

    private static final int MIN_BLOCK_SIZE = BlockChecksum.DEFAULT_BLOCK_SIZE / 4;
    private static final int MAX_BLOCK_SIZE = BlockChecksum.DEFAULT_BLOCK_SIZE * 4;

    void algorithms(Call call) throws HttpError, IOException {
        if (!call.request().method().equals("GET")) {
            throw call.notDefined();
        }
        call.response().json(Map.of("algorithms", BlockChecksum.ALGORITHMS));
    }

    void handle(Call call, String ticketId) throws HttpError, IOException {
        if (!call.request().method().equals("GET")) {
            throw call.notDefined();
        }
        Call.requireTicketId(ticketId);
        String algorithm =
                call.choice("algorithm", BlockChecksum.ALGORITHMS, BlockChecksum.DEFAULT_ALGORITHM);
        int blockSize = blockSize(call.request().query());
        InstalledTicket ticket = call.authorize(ticketId, Operation.READ);
        String checksum = compute(ticket, algorithm, blockSize);
        ticket.touch();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("algorithm", algorithm);
        answer.put("block_size", blockSize);
        answer.put("checksum", checksum);
        call.response().json(answer);
    }

    private static int blockSize(Map<String, String> query) throws HttpError {
        String text = query.getOrDefault("block_size", "" + BlockChecksum.DEFAULT_BLOCK_SIZE);
        if (!text.matches("-?\\d+")) {
            throw HttpError.badRequest("Invalid block size: '" + text + "'");
        }
        long blockSize = text.startsWith("-") ? -1 : Digits.toLong(text);
        if (blockSize < MIN_BLOCK_SIZE || blockSize > MAX_BLOCK_SIZE) {
            throw HttpError.badRequest(
                    "Block size out of allowed range: " + MIN_BLOCK_SIZE + "-" + MAX_BLOCK_SIZE);
        }
        if (blockSize % 4096 != 0) {
            throw HttpError.badRequest("Block size is not aligned to 4096");
        }
        return (int) blockSize;
    }

    private static String compute(InstalledTicket ticket, String algorithm, int blockSize)
            throws HttpError {
        ImageFile image = ticket.image();
        BlockChecksum checksum = new BlockChecksum(algorithm, blockSize);
        byte[] block = new byte[blockSize];
        long size = image.size();
        for (long position = 0; position < size; position += blockSize) {
            int length = (int) Math.min(blockSize, size - position);
            if (image.isKnownZero(position, position + length)) {
                checksum.zero(length);
            } else {
                update(checksum, image, block, length, position);
            }
            ticket.checkNotCanceled();
        }
        return checksum.hex();
    }

    private static void update(
            BlockChecksum checksum, ImageFile image, byte[] block, int length, long position) {
        if (image.read(block, length, position) < length) {
            throw new UncheckedIOException(new EOFException("The image was truncated"));
        }
        if (ImageFile.isZero(block, length)) {
            checksum.zero(length);
        } else {
            checksum.update(block, length);
        }
    }
}
