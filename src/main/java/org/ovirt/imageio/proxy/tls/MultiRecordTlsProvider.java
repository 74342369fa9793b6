// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tls;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A JSSE provider of TLS contexts: SunJSSE's, with engines that wrap several records at a time.
 *
 * <p>A server that wraps one record and writes it, and again, spends a system call on every 16 KiB.
 * An engine from here fills a buffer of {@value MultiRecordEngine#RECORDS} records with each call.
 * It asks for that buffer in the way {@link javax.net.ssl.SSLEngine} provides for, so that any
 * caller that heeds {@code BUFFER_OVERFLOW} can use it.
 *
 * <p>An engine from here asks for new TLS 1.3 keys by itself, once in {@value #KEY_LIMIT} MiB that
 * it has wrapped (a system property; {@value #DEFAULT_KEY_LIMIT} if it is not set). It shall be the
 * only one: where SunJSSE's own limit ({@code jdk.tls.keyLimits}) is on, SunJSSE also asks its peer
 * once that has sent so much, and until JDK 27 (JDK-8329548) with every further record. A peer that
 * writes an image does not read, and does not answer; others close a connection on which so many
 * key updates come. The default is half of SunJSSE's, so that a peer with SunJSSE, the keys of
 * which change whenever ours do, does not come to its limit either.
 *
 * <p>It serves the algorithms {@code TLS}, {@code TLSv1.2} and {@code TLSv1.3}, and on purpose not
 * {@code Default}: a JVM that has it installed keeps its default context.
 */
public final class MultiRecordTlsProvider extends Provider {
    /** The name of this provider. */
    public static final String NAME = "MultiRecordTls";

    static final String KEY_LIMIT = "imageio.tls.key-limit";
    static final int DEFAULT_KEY_LIMIT = 65_536;

    /** Creates the provider. */
    public MultiRecordTlsProvider() {
        this((long) Integer.getInteger(KEY_LIMIT, DEFAULT_KEY_LIMIT) << 20);
    }

    /**
     * Creates a provider with a limit of its own.
     *
     * @param keyLimit bytes that one TLS 1.3 key may protect, about
     */
    MultiRecordTlsProvider(long keyLimit) {
        super(NAME, "1", "TLS of SunJSSE, several records per call");
        for (String algorithm : List.of("TLS", "TLSv1.2", "TLSv1.3")) {
            putService(new ContextService(this, algorithm, keyLimit));
        }
    }

    private static final class ContextService extends Service {
        private final long keyLimit;

        ContextService(Provider provider, String algorithm, long keyLimit) {
            super(
                    provider,
                    "SSLContext",
                    algorithm,
                    MultiRecordContext.class.getName(),
                    null,
                    null);
            this.keyLimit = keyLimit;
        }

        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            try {
                return new MultiRecordContext(
                        SSLContext.getInstance(getAlgorithm(), "SunJSSE"), keyLimit);
            } catch (GeneralSecurityException e) {
                throw new NoSuchAlgorithmException("SunJSSE has no " + getAlgorithm(), e);
            }
        }
    }
}
