// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ovirt.imageio.proxy.tls.GcmCase.Outcome;

/** Compares the cipher with SunJCE's own on random messages; each run takes the same ones. */
class FastGcmCipherTest {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int CASES = 3_000;

    private final Provider provider = new FastGcmProvider();
    private final Random random = new Random(20261122);

    private Cipher fast() throws GeneralSecurityException {
        return Cipher.getInstance(TRANSFORMATION, provider);
    }

    private static Cipher sunJce() throws GeneralSecurityException {
        return Cipher.getInstance(TRANSFORMATION, "SunJCE");
    }

    @Test
    void aMessageInBuffersGivesWhatSunJceGives() throws Exception {
        for (int i = 0; i < CASES; i++) {
            GcmCase message = GcmCase.random(random);
            Cipher cipher = fast();
            message.init(cipher);

            Outcome outcome = message.finish(cipher);

            byte[] expected = message.expected();
            assertThat(outcome.error()).as("case %d", i).isNull();
            assertThat(outcome.result()).as("case %d", i).isEqualTo(expected.length);
            assertThat(outcome.input()).isEqualTo(message.inputAt() + message.message().length);
            assertThat(outcome.output()).isEqualTo(message.outputAt() + expected.length);
            byte[] memory = message.memoryBefore();
            System.arraycopy(expected, 0, memory, message.outputAt(), expected.length);
            assertThat(outcome.memory()).as("case %d", i).isEqualTo(memory);
        }
    }

    @Test
    void aMessageInArraysGivesWhatSunJceGives() throws Exception {
        for (int i = 0; i < CASES; i++) {
            GcmCase message = GcmCase.random(random);
            byte[] expected = message.expected();
            int length = message.message().length;
            byte[] input = new byte[100 + Math.max(length, expected.length)];
            System.arraycopy(message.message(), 0, input, message.inputAt(), length);
            byte[] output = message.isInPlace() ? input : new byte[input.length];
            Cipher cipher = fast();
            message.init(cipher);

            int written =
                    cipher.doFinal(input, message.inputAt(), length, output, message.outputAt());

            assertThat(written).isEqualTo(expected.length);
            assertThat(Arrays.copyOfRange(output, message.outputAt(), message.outputAt() + written))
                    .as("case %d", i)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aMessageInPiecesGivesWhatSunJceGives() throws Exception {
        for (int i = 0; i < CASES; i++) {
            GcmCase message = GcmCase.random(random);
            long seed = random.nextLong();

            byte[] ours = inPieces(fast(), message, new Random(seed));

            assertThat(ours)
                    .as("case %d", i)
                    .isEqualTo(inPieces(sunJce(), message, new Random(seed)));
            assertThat(trim(ours, message.expected().length)).isEqualTo(message.expected());
        }
    }

    private static byte[] trim(byte[] output, int length) {
        return Arrays.copyOf(output, length);
    }

    /** The output of several updates and a last call, by every form of call there is. */
    private static byte[] inPieces(Cipher cipher, GcmCase message, Random choice)
            throws GeneralSecurityException {
        message.init(cipher);
        ByteBuffer input = ByteBuffer.wrap(message.message());
        ByteBuffer output = ByteBuffer.allocate(message.message().length + 100);
        for (int pieces = choice.nextInt(4); pieces > 0; pieces--) {
            int length = choice.nextInt(input.remaining() + 1);
            ByteBuffer piece = piece(input, length, choice.nextBoolean());
            switch (choice.nextInt(3)) {
                case 0 -> put(output, cipher.update(bytes(piece)));
                case 1 -> update(cipher, bytes(piece), output);
                default -> updateDirect(cipher, piece, output);
            }
        }
        ByteBuffer last = piece(input, input.remaining(), choice.nextBoolean());
        switch (choice.nextInt(3)) {
            case 0 -> put(output, cipher.doFinal(bytes(last)));
            case 1 -> {
                byte[] end = new byte[cipher.getOutputSize(last.remaining())];
                int length = last.remaining();
                int written = cipher.doFinal(bytes(last), 0, length, end, 0);
                output.put(end, 0, written);
            }
            default -> {
                ByteBuffer end = ByteBuffer.allocateDirect(cipher.getOutputSize(last.remaining()));
                cipher.doFinal(last, end);
                output.put(end.flip());
            }
        }
        return output.array();
    }

    private static ByteBuffer piece(ByteBuffer input, int length, boolean direct) {
        ByteBuffer piece = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
        piece.put(input.slice().limit(length)).flip();
        input.position(input.position() + length);
        return piece;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static void put(ByteBuffer output, byte @Nullable [] bytes) {
        if (bytes != null) {
            output.put(bytes);
        }
    }

    private static void update(Cipher cipher, byte[] piece, ByteBuffer output)
            throws GeneralSecurityException {
        byte[] part = new byte[piece.length + 32];
        output.put(part, 0, cipher.update(piece, 0, piece.length, part, 0));
    }

    private static void updateDirect(Cipher cipher, ByteBuffer piece, ByteBuffer output)
            throws GeneralSecurityException {
        ByteBuffer part = ByteBuffer.allocateDirect(piece.remaining() + 32);
        cipher.update(piece, part);
        output.put(part.flip());
    }

    @Test
    void aWrongMessageIsRefusedAndNothingOfItIsReleased() throws Exception {
        for (int i = 0; i < CASES; i++) {
            GcmCase right = GcmCase.random(random);
            if (right.mode() != Cipher.DECRYPT_MODE
                    || right.message().length > RecordBuffers.CAPACITY
                    || isLeftToSunJce(right)) {
                continue;
            }
            byte[] tampered = right.message().clone();
            tampered[random.nextInt(tampered.length)] ^= (byte) (1 << random.nextInt(8));
            GcmCase wrong = right.withMessage(tampered);
            Cipher cipher = fast();
            wrong.init(cipher);

            Outcome outcome = wrong.finish(cipher);

            assertThat(outcome.error()).isEqualTo(AEADBadTagException.class);
            assertThat(outcome.input()).isEqualTo(wrong.inputAt());
            assertThat(outcome.output()).isEqualTo(wrong.outputAt());
            assertThat(outcome.memory()).as("case %d", i).isEqualTo(wrong.memoryBefore());
            right.init(cipher);
            assertThat(right.finish(cipher).written(right)).isEqualTo(right.expected());
        }
    }

    private static boolean isLeftToSunJce(GcmCase message) {
        return !message.inputDirect() && message.outputMemory() == GcmCase.OutputMemory.HEAP;
    }

    @Test
    void aWrongMessageInOneArrayLeavesTheArrayAsItWas() throws Exception {
        byte[] record = new byte[16_400];
        Cipher cipher = fast();
        cipher.init(Cipher.DECRYPT_MODE, key(), new GCMParameterSpec(128, new byte[12]));

        assertThatThrownBy(() -> cipher.doFinal(record, 0, record.length, record, 0))
                .isInstanceOf(AEADBadTagException.class);

        assertThat(record).containsOnly(0);
    }

    @Test
    void aMessageWithoutRoomForATagIsRefusedAsBySunJce() throws Exception {
        for (int length = 0; length < 16; length++) {
            var buffer = ByteBuffer.allocateDirect(length);
            Cipher ours = fast();
            Cipher theirs = sunJce();
            ours.init(Cipher.DECRYPT_MODE, key(), new GCMParameterSpec(128, new byte[12]));
            theirs.init(Cipher.DECRYPT_MODE, key(), new GCMParameterSpec(128, new byte[12]));

            assertThatThrownBy(() -> ours.doFinal(buffer.duplicate(), buffer.duplicate()))
                    .isInstanceOf(AEADBadTagException.class);
            assertThatThrownBy(() -> theirs.doFinal(buffer.duplicate(), buffer.duplicate()))
                    .isInstanceOf(AEADBadTagException.class);
        }
    }

    @Test
    void tooSmallAnOutputLosesNothing() throws Exception {
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            GcmCase whole = GcmCase.random(random);
            int needed = whole.expected().length;
            if (needed == 0) {
                continue;
            }
            GcmCase small = whole.withOutputSize(needed - 1 - random.nextInt(Math.min(needed, 20)));
            Cipher cipher = fast();
            small.init(cipher);

            Outcome outcome = small.finish(cipher);

            assertThat(outcome.error()).as("case %d", i).isEqualTo(ShortBufferException.class);
            assertThat(outcome.input()).isEqualTo(small.inputAt());
            assertThat(outcome.output()).isEqualTo(small.outputAt());
            assertThat(outcome.memory()).isEqualTo(small.memoryBefore());
            assertThat(whole.finish(cipher).written(whole))
                    .as("case %d", i)
                    .isEqualTo(whole.expected());
            refused++;
        }
        assertThat(refused).isGreaterThan(CASES / 2);
    }

    @Test
    void tooSmallAnArrayLosesNothing() throws Exception {
        byte[] cipherText = encrypted(new byte[16_384]);
        byte[] output = Arrays.copyOf(cipherText, cipherText.length);
        Cipher cipher = fast();
        cipher.init(Cipher.DECRYPT_MODE, key(), new GCMParameterSpec(128, new byte[12]));

        assertThatThrownBy(() -> cipher.doFinal(output, 0, output.length, output, 17))
                .isInstanceOf(ShortBufferException.class);

        assertThat(cipher.doFinal(output, 0, output.length, output, 0)).isEqualTo(16_384);
        assertThat(Arrays.copyOf(output, 16_384)).containsOnly(0);
    }

    private byte[] encrypted(byte[] plain) throws GeneralSecurityException {
        Cipher cipher = sunJce();
        cipher.init(Cipher.ENCRYPT_MODE, key(), new GCMParameterSpec(128, new byte[12]));
        return cipher.doFinal(plain);
    }

    @Test
    void aReadOnlyInputIsRead() throws Exception {
        byte[] plain = new byte[1_000];
        random.nextBytes(plain);
        byte[] cipherText = encrypted(plain);
        Cipher cipher = fast();
        cipher.init(Cipher.DECRYPT_MODE, key(), new GCMParameterSpec(128, new byte[12]));
        ByteBuffer output = ByteBuffer.allocate(1_000);

        cipher.doFinal(ByteBuffer.wrap(cipherText).asReadOnlyBuffer(), output);

        assertThat(output.array()).isEqualTo(plain);
    }

    @Test
    void anIvIsNotUsedTwice() throws Exception {
        var parameters = new GCMParameterSpec(128, new byte[12]);
        ByteBuffer record = ByteBuffer.allocateDirect(1_040);
        Cipher cipher = fast();
        cipher.init(Cipher.ENCRYPT_MODE, key(), parameters);
        cipher.doFinal(record.duplicate().limit(1_024), record);

        assertThatThrownBy(
                        () ->
                                cipher.doFinal(
                                        ByteBuffer.allocateDirect(16),
                                        ByteBuffer.allocateDirect(32)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.updateAAD(new byte[5]))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, key(), parameters))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    @Test
    void associatedDataComesBeforeTheMessage() throws Exception {
        Cipher cipher = fast();
        cipher.init(Cipher.ENCRYPT_MODE, key(), new GCMParameterSpec(128, new byte[12]));
        cipher.updateAAD(ByteBuffer.allocateDirect(5));
        cipher.update(new byte[20]);

        assertThatThrownBy(() -> cipher.updateAAD(new byte[5]))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void associatedDataFromABufferIsTheSameAsFromAnArray() throws Exception {
        byte[] associated = {1, 2, 3, 4, 5};
        Cipher ours = fast();
        Cipher theirs = sunJce();
        ours.init(Cipher.ENCRYPT_MODE, key(), new GCMParameterSpec(128, new byte[12]));
        theirs.init(Cipher.ENCRYPT_MODE, key(), new GCMParameterSpec(128, new byte[12]));
        ByteBuffer direct = ByteBuffer.allocateDirect(5).put(associated).flip();

        ours.updateAAD(direct);
        theirs.updateAAD(associated);

        assertThat(direct.hasRemaining()).isFalse();
        assertThat(ours.doFinal()).isEqualTo(theirs.doFinal());
    }

    @Test
    void itsParametersOpenWhatItSealed() throws Exception {
        Cipher ours = fast();
        ours.init(Cipher.ENCRYPT_MODE, key());
        byte[] sealed = ours.doFinal(new byte[] {1, 2, 3});
        Cipher theirs = sunJce();

        theirs.init(Cipher.DECRYPT_MODE, key(), ours.getParameters());

        assertThat(theirs.doFinal(sealed)).containsExactly(1, 2, 3);
        assertThat(theirs.getIV()).isEqualTo(ours.getIV());
        assertThat(ours.getBlockSize()).isEqualTo(16);
    }

    @Test
    void parametersOfSunJceOpenItsSealWithUs() throws Exception {
        Cipher theirs = sunJce();
        theirs.init(Cipher.ENCRYPT_MODE, key());
        byte[] sealed = theirs.doFinal(new byte[] {1, 2, 3});
        Cipher ours = fast();

        ours.init(Cipher.DECRYPT_MODE, key(), theirs.getParameters());

        byte[] opened = new byte[3];
        assertThat(ours.doFinal(sealed, 0, sealed.length, opened, 0)).isEqualTo(3);
        assertThat(opened).containsExactly(1, 2, 3);
    }

    @Test
    void aTagAloneIsWrittenWithoutInput() throws Exception {
        Cipher ours = fast();
        Cipher theirs = sunJce();
        ours.init(Cipher.ENCRYPT_MODE, key(), new GCMParameterSpec(128, new byte[12]));
        theirs.init(Cipher.ENCRYPT_MODE, key(), new GCMParameterSpec(128, new byte[12]));
        byte[] tag = new byte[16];

        assertThat(ours.doFinal(tag, 0)).isEqualTo(16);

        assertThat(tag).isEqualTo(theirs.doFinal());
    }

    @Test
    void keysAreWrappedAsBySunJce() throws Exception {
        var inner =
                new SecretKeySpec(
                        new byte[] {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6}, "AES");
        Cipher ours = fast();
        Cipher theirs = sunJce();
        var parameters = new GCMParameterSpec(128, new byte[12]);
        ours.init(Cipher.WRAP_MODE, key(), parameters);
        theirs.init(Cipher.WRAP_MODE, key(), parameters);

        byte[] wrapped = ours.wrap(inner);

        assertThat(wrapped).isEqualTo(theirs.wrap(inner));
        ours.init(Cipher.UNWRAP_MODE, key(), parameters);
        assertThat(ours.unwrap(wrapped, "AES", Cipher.SECRET_KEY)).isEqualTo(inner);
    }

    @Test
    void theSizeOfTheOutputIsExact() throws Exception {
        Cipher cipher = fast();
        cipher.init(Cipher.ENCRYPT_MODE, key(), new GCMParameterSpec(128, new byte[12]));
        assertThat(cipher.getOutputSize(1_000)).isEqualTo(1_016);

        cipher.init(Cipher.DECRYPT_MODE, key(), new GCMParameterSpec(128, new byte[12]));
        assertThat(cipher.getOutputSize(1_016)).isEqualTo(1_000);
    }

    @Test
    void aKeyWithoutEncodingIsRefused() throws Exception {
        Cipher cipher = fast();

        assertThatThrownBy(
                        () ->
                                cipher.init(
                                        Cipher.DECRYPT_MODE,
                                        new TokenKey(),
                                        new GCMParameterSpec(128, new byte[12])))
                .isInstanceOf(InvalidKeyException.class);
    }

    private static SecretKeySpec key() {
        return new SecretKeySpec(new byte[32], "AES");
    }

    /** A key that does not leave the device it lives in. */
    private record TokenKey() implements Key {
        @Override
        public String getAlgorithm() {
            return "AES";
        }

        @Override
        public @Nullable String getFormat() {
            return null;
        }

        @Override
        public byte @Nullable [] getEncoded() {
            return null;
        }
    }
}
