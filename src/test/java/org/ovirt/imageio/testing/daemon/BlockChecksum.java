// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.daemon;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.jcajce.provider.digest.Blake2b;
import org.bouncycastle.jcajce.provider.digest.Blake2s;

/** A digest of the digests of an image's blocks; zero blocks of full length cost one digest. */
final class BlockChecksum {

    static final int DEFAULT_BLOCK_SIZE = 4 * 1024 * 1024;
    static final String DEFAULT_ALGORITHM = "blake2b";

    /**
     * Names as the reference writes them; it offers what OpenSSL has, these are the common ones.
     */
    static final List<String> ALGORITHMS =
            List.of("blake2b", "blake2s", "md5", "sha1", "sha224", "sha256", "sha384", "sha512");

    private final MessageDigest blocks;
    private final MessageDigest whole;
    private final int blockSize;
    private final byte[] zeroBlockDigest;

    BlockChecksum(String algorithm, int blockSize) {
        this.blocks = digest(algorithm);
        this.whole = digest(algorithm);
        this.blockSize = blockSize;
        this.zeroBlockDigest = blocks.digest(new byte[blockSize]);
    }

    void update(byte[] block, int length) {
        blocks.update(block, 0, length);
        whole.update(blocks.digest());
    }

    void zero(int length) {
        whole.update(length == blockSize ? zeroBlockDigest : blocks.digest(new byte[length]));
    }

    String hex() {
        return HexFormat.of().formatHex(whole.digest());
    }

    private static MessageDigest digest(String algorithm) {
        return switch (algorithm) {
            case "blake2b" -> new Blake2b.Blake2b256();
            case "blake2s" -> new Blake2s.Blake2s256();
            case "md5" -> ofJdk("MD5");
            default -> ofJdk(algorithm.replace("sha", "SHA-"));
        };
    }

    private static MessageDigest ofJdk(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("Unsupported algorithm: " + name, e);
        }
    }
}
