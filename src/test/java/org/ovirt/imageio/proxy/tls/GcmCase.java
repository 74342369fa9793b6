// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * One random message, and where its input and output lie in memory.
 *
 * @param mode encrypt or decrypt, as {@link Cipher} numbers them
 * @param message the input of that mode
 * @param inputDirect whether the memory of the input is direct
 * @param outputMemory where the output goes
 * @param inputAt offset of the input in its memory
 * @param outputAt offset of the output in its memory
 * @param outputSize room given to the output
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record GcmCase(
        int mode,
        SecretKeySpec key,
        GCMParameterSpec parameters,
        byte[] associated,
        byte[] message,
        boolean inputDirect,
        OutputMemory outputMemory,
        int inputAt,
        int outputAt,
        int outputSize) {

    enum OutputMemory {
        SAME,
        HEAP,
        DIRECT
    }

    /**
     * What a cipher did with a case.
     *
     * @param error the class of the exception, or null
     * @param result what the call returned, or -1
     * @param input position of the input afterwards
     * @param output position of the output afterwards
     * @param memory all of the memory that the output is part of
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared field by field.
    record Outcome(@Nullable Class<?> error, int result, int input, int output, byte[] memory) {
        byte[] written(GcmCase of) {
            return Arrays.copyOfRange(memory, of.outputAt, of.outputAt + Math.max(result, 0));
        }
    }

    private static final int[] SIZES = {0, 15, 16, 17, 511, 512, 513, 4096, 16368, 16384, 16640};

    /** A random case whose output has room. */
    static GcmCase random(Random random) throws GeneralSecurityException {
        byte[] keyBytes = bytes(random, 16 + 8 * random.nextInt(3));
        byte[] iv = bytes(random, random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 12);
        var key = new SecretKeySpec(keyBytes, "AES");
        var parameters = new GCMParameterSpec(96 + 8 * random.nextInt(5), iv);
        byte[] associated = bytes(random, random.nextInt(3) * random.nextInt(20));
        byte[] plain = bytes(random, length(random));
        byte[] cipherText = sunJce(Cipher.ENCRYPT_MODE, key, parameters, associated, plain);
        boolean encrypt = random.nextBoolean();
        OutputMemory[] memories = OutputMemory.values();
        int inputAt = random.nextInt(40);
        return new GcmCase(
                encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
                key,
                parameters,
                associated,
                encrypt ? plain : cipherText,
                random.nextBoolean(),
                memories[random.nextInt(memories.length)],
                inputAt,
                random.nextBoolean() ? inputAt : random.nextInt(40),
                (encrypt ? cipherText : plain).length + random.nextInt(3));
    }

    private static int length(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> RecordBuffers.CAPACITY - 20 + random.nextInt(40);
            case 1 -> random.nextInt(70_000);
            case 2, 3 -> random.nextInt(2_000);
            default -> SIZES[random.nextInt(SIZES.length)];
        };
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] sunJce(
            int mode,
            SecretKeySpec key,
            GCMParameterSpec parameters,
            byte[] associated,
            byte[] message)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        cipher.init(mode, key, parameters);
        cipher.updateAAD(associated);
        return cipher.doFinal(message);
    }

    GcmCase withOutputSize(int size) {
        return new GcmCase(
                mode,
                key,
                parameters,
                associated,
                message,
                inputDirect,
                outputMemory,
                inputAt,
                outputAt,
                size);
    }

    GcmCase withMessage(byte[] other) {
        return new GcmCase(
                mode,
                key,
                parameters,
                associated,
                other,
                inputDirect,
                outputMemory,
                inputAt,
                outputAt,
                outputSize);
    }

    /** The right output, from one byte array to another. */
    byte[] expected() throws GeneralSecurityException {
        return sunJce(mode, key, parameters, associated, message);
    }

    /** Whether input and output are the same memory. */
    boolean isInPlace() {
        return outputMemory == OutputMemory.SAME;
    }

    void init(Cipher cipher) throws GeneralSecurityException {
        cipher.init(mode, key, parameters);
        cipher.updateAAD(associated);
    }

    /** Memory with the input in place, of the kind asked for, and not at the start of its array. */
    ByteBuffer inputMemory() {
        ByteBuffer memory = memory(inputDirect, inputAt + message.length);
        memory.put(inputAt, message);
        return memory;
    }

    /** The memory of the output of a case whose input lies in {@code input}. */
    ByteBuffer outputMemory(ByteBuffer input) {
        return switch (outputMemory) {
            case SAME -> input.duplicate();
            case HEAP -> memory(false, 0);
            case DIRECT -> memory(true, 0);
        };
    }

    private ByteBuffer memory(boolean direct, int atLeast) {
        int size = Math.max(atLeast, outputAt + outputSize) + 50;
        ByteBuffer all = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        for (int i = 0; i < size; i++) {
            all.put(i, (byte) 0x5a);
        }
        return all.position(7).slice();
    }

    /**
     * Lets an initialised cipher do this case by {@link Cipher#doFinal(ByteBuffer, ByteBuffer)}.
     */
    Outcome finish(Cipher cipher) {
        ByteBuffer inputMemory = inputMemory();
        ByteBuffer outputMemory = outputMemory(inputMemory);
        ByteBuffer input =
                inputMemory.duplicate().position(inputAt).limit(inputAt + message.length);
        ByteBuffer output =
                outputMemory.duplicate().position(outputAt).limit(outputAt + outputSize);
        Class<?> error = null;
        int result = -1;
        try {
            result = cipher.doFinal(input, output);
        } catch (GeneralSecurityException | RuntimeException e) {
            error = e.getClass();
        }
        return new Outcome(error, result, input.position(), output.position(), copy(outputMemory));
    }

    static byte[] copy(ByteBuffer memory) {
        byte[] copy = new byte[memory.capacity()];
        memory.get(0, copy);
        return copy;
    }

    /** What the memory of the output holds before the cipher starts. */
    byte[] memoryBefore() {
        return copy(outputMemory(inputMemory()));
    }
}
