// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import org.jspecify.annotations.Nullable;

/**
 * Another provider's AES/GCM cipher, called with byte arrays that do not overlap whenever a whole
 * message of a TLS record's size comes in a single {@code doFinal}.
 *
 * <p>Everything else goes to that cipher as it came: larger messages, and messages given in pieces.
 * Results, exceptions and buffer positions are its own either way, with two differences. A message
 * with a wrong tag that came by way of the byte arrays leaves the caller's output as it was, where
 * SunJCE may have overwritten it. And the call that was given too small an output can be repeated
 * with a larger one, which SunJCE promises but did not keep in JDK 17.
 */
final class FastGcmCipher extends CipherSpi {
    private static final int LONGEST_TAG = 16;

    private final Cipher delegate;
    private final ThreadLocal<RecordBuffers> buffers;

    private boolean encrypting;
    private boolean givenInPieces;

    FastGcmCipher(Cipher delegate, ThreadLocal<RecordBuffers> buffers) {
        this.delegate = delegate;
        this.buffers = buffers;
    }

    @Override
    protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
        if (!mode.equalsIgnoreCase("GCM")) {
            throw new NoSuchAlgorithmException("Mode must be GCM");
        }
    }

    @Override
    protected void engineSetPadding(String padding) throws NoSuchPaddingException {
        if (!padding.equalsIgnoreCase("NoPadding")) {
            throw new NoSuchPaddingException("Padding must be NoPadding");
        }
    }

    @Override
    protected int engineGetBlockSize() {
        return delegate.getBlockSize();
    }

    @Override
    protected int engineGetOutputSize(int inputLength) {
        return delegate.getOutputSize(inputLength);
    }

    @Override
    protected int engineGetKeySize(Key key) throws InvalidKeyException {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw new InvalidKeyException("Key encoding must not be null");
        }
        Arrays.fill(encoded, (byte) 0);
        return Math.multiplyExact(encoded.length, Byte.SIZE);
    }

    @Override
    protected byte @Nullable [] engineGetIV() {
        return delegate.getIV();
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
        return delegate.getParameters();
    }

    @Override
    protected void engineInit(int mode, Key key, @Nullable SecureRandom random)
            throws InvalidKeyException {
        begin(mode);
        delegate.init(mode, key, random);
    }

    @Override
    protected void engineInit(
            int mode,
            Key key,
            @Nullable AlgorithmParameterSpec parameters,
            @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        begin(mode);
        delegate.init(mode, key, parameters, random);
    }

    @Override
    protected void engineInit(
            int mode,
            Key key,
            @Nullable AlgorithmParameters parameters,
            @Nullable SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        begin(mode);
        delegate.init(mode, key, parameters, random);
    }

    private void begin(int mode) {
        encrypting = mode == Cipher.ENCRYPT_MODE;
        givenInPieces = false;
    }

    @Override
    protected void engineUpdateAAD(byte[] data, int offset, int length) {
        delegate.updateAAD(data, offset, length);
    }

    @Override
    protected void engineUpdateAAD(ByteBuffer data) {
        delegate.updateAAD(data);
    }

    @Override
    protected byte @Nullable [] engineUpdate(byte[] input, int offset, int length) {
        givenInPieces = true;
        return delegate.update(input, offset, length);
    }

    @Override
    protected int engineUpdate(
            byte[] input, int inputOffset, int length, byte[] output, int outputOffset)
            throws ShortBufferException {
        givenInPieces = true;
        return delegate.update(input, inputOffset, length, output, outputOffset);
    }

    @Override
    protected int engineUpdate(ByteBuffer input, ByteBuffer output) throws ShortBufferException {
        givenInPieces = true;
        return delegate.update(input, output);
    }

    @Override
    protected byte[] engineDoFinal(byte @Nullable [] input, int offset, int length)
            throws IllegalBlockSizeException, BadPaddingException {
        byte[] output =
                input == null ? delegate.doFinal() : delegate.doFinal(input, offset, length);
        givenInPieces = false;
        return output;
    }

    @Override
    protected int engineDoFinal(
            byte @Nullable [] input, int inputOffset, int length, byte[] output, int outputOffset)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        requireRoom(length, (long) output.length - outputOffset);
        int written;
        if (input == null) {
            written = delegate.doFinal(output, outputOffset);
        } else if (!encrypting && isSameArray(input, output) && isWholeRecord(length)) {
            byte[] plain = buffers.get().output();
            written = delegate.doFinal(input, inputOffset, length, plain, 0);
            System.arraycopy(plain, 0, output, outputOffset, written);
        } else {
            written = delegate.doFinal(input, inputOffset, length, output, outputOffset);
        }
        givenInPieces = false;
        return written;
    }

    @Override
    protected int engineDoFinal(ByteBuffer input, ByteBuffer output)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        requireRoom(input.remaining(), output.remaining());
        int written;
        if (isSlow(input, output) && isWholeRecord(input.remaining())) {
            written = encrypting ? encrypt(input, output) : decrypt(input, output);
            input.position(input.limit());
        } else {
            written = delegate.doFinal(input, output);
        }
        givenInPieces = false;
        return written;
    }

    /** Refuses too small an output before SunJCE does: that of JDK 17 is unusable afterwards. */
    private void requireRoom(int inputLength, long room) throws ShortBufferException {
        int needed = delegate.getOutputSize(inputLength);
        if (needed > room) {
            throw new ShortBufferException(
                    "Output buffer must be at least " + needed + " bytes long");
        }
    }

    @Override
    protected byte[] engineWrap(Key key) throws IllegalBlockSizeException, InvalidKeyException {
        return delegate.wrap(key);
    }

    @Override
    protected Key engineUnwrap(byte[] wrappedKey, String algorithm, int type)
            throws InvalidKeyException, NoSuchAlgorithmException {
        return delegate.unwrap(wrappedKey, algorithm, type);
    }

    private int encrypt(ByteBuffer input, ByteBuffer output)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        // In place: encryption is as fast so, and no plain text stays behind in the array.
        byte[] record = buffers.get().output();
        int length = input.remaining();
        input.duplicate().get(record, 0, length);
        int written = delegate.doFinal(record, 0, length, record, 0);
        output.put(record, 0, written);
        return written;
    }

    private int decrypt(ByteBuffer input, ByteBuffer output)
            throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
        RecordBuffers thread = buffers.get();
        int length = input.remaining();
        int written;
        if (input.hasArray()) {
            int offset = input.arrayOffset() + input.position();
            written = delegate.doFinal(input.array(), offset, length, thread.output(), 0);
        } else {
            input.duplicate().get(thread.input(), 0, length);
            written = delegate.doFinal(thread.input(), 0, length, thread.output(), 0);
        }
        output.put(thread.output(), 0, written);
        return written;
    }

    /** Whether the delegate would leave its fast path for these buffers. */
    @SuppressWarnings("ByteBufferBackingArray") // The offsets do not matter: it is in place or not.
    private boolean isSlow(ByteBuffer input, ByteBuffer output) {
        return !input.hasArray()
                || !output.hasArray()
                || (!encrypting && isSameArray(input.array(), output.array()));
    }

    @SuppressWarnings("ReferenceEquality") // The question is about the memory, not what is in it.
    private static boolean isSameArray(byte[] input, byte[] output) {
        return input == output;
    }

    /** Whether this is all of a message, with its tag, and fits the arrays. */
    private boolean isWholeRecord(int length) {
        return !givenInPieces
                && length <= RecordBuffers.CAPACITY
                && delegate.getOutputSize(length) <= RecordBuffers.CAPACITY
                && (encrypting || length >= tagLength());
    }

    /** The length of the tag, while decrypting and before any data. */
    private int tagLength() {
        return LONGEST_TAG - delegate.getOutputSize(LONGEST_TAG);
    }
}
