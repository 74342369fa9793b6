// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Map;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * A JCA provider of the one cipher {@code AES/GCM/NoPadding}: SunJCE's, given byte arrays where its
 * caller has direct buffers or decrypts in place.
 *
 * <p>SunJCE encrypts and authenticates in one vectorised pass only from byte array to byte array.
 * TLS on a server's network buffers is neither: it works in place, and mostly in direct buffers.
 * Two copies within the processor's cache cost much less than what the slow paths lose.
 *
 * <p>To have any effect the provider has to stand before SunJCE in the list of the JVM's providers.
 * Keys without a raw encoding (those of a hardware token, say) are left to the providers behind it.
 * The Oracle JDK, unlike OpenJDK's builds, passes over providers that are not signed; nothing
 * breaks there, and nothing gets faster.
 */
public final class FastGcmProvider extends Provider {
    /** The name of this provider. */
    public static final String NAME = "FastGcm";

    /** Creates the provider, with buffers of its own for each thread that will use it. */
    public FastGcmProvider() {
        super(NAME, "1", "AES/GCM/NoPadding of SunJCE by way of byte arrays");
        putService(new GcmService(this));
    }

    private static final class GcmService extends Service {
        private static final String TRANSFORMATION = "AES/GCM/NoPadding";

        // Not static, so that the buffers can be collected together with the provider.
        @SuppressWarnings("ThreadLocalUsage")
        private final ThreadLocal<RecordBuffers> buffers =
                ThreadLocal.withInitial(RecordBuffers::new);

        GcmService(Provider provider) {
            super(
                    provider,
                    "Cipher",
                    TRANSFORMATION,
                    FastGcmCipher.class.getName(),
                    null,
                    Map.of("SupportedModes", "GCM", "SupportedKeyFormats", "RAW"));
        }

        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            try {
                // By name: asking the JVM for "any" provider would lead straight back here.
                return new FastGcmCipher(Cipher.getInstance(TRANSFORMATION, "SunJCE"), buffers);
            } catch (GeneralSecurityException e) {
                throw new NoSuchAlgorithmException("SunJCE has no " + TRANSFORMATION, e);
            }
        }
    }
}
