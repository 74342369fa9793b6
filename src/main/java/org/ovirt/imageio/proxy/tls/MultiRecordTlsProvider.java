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
 * <p>It serves the algorithms {@code TLS}, {@code TLSv1.2} and {@code TLSv1.3}, and on purpose not
 * {@code Default}: a JVM that has it installed keeps its default context.
 */
public final class MultiRecordTlsProvider extends Provider {
    /** The name of this provider. */
    public static final String NAME = "MultiRecordTls";

    /** Creates the provider. */
    public MultiRecordTlsProvider() {
        super(NAME, "1", "TLS of SunJSSE, several records per call");
        for (String algorithm : List.of("TLS", "TLSv1.2", "TLSv1.3")) {
            putService(new ContextService(this, algorithm));
        }
    }

    private static final class ContextService extends Service {
        ContextService(Provider provider, String algorithm) {
            super(
                    provider,
                    "SSLContext",
                    algorithm,
                    MultiRecordContext.class.getName(),
                    null,
                    null);
        }

        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            try {
                return new MultiRecordContext(SSLContext.getInstance(getAlgorithm(), "SunJSSE"));
            } catch (GeneralSecurityException e) {
                throw new NoSuchAlgorithmException("SunJSSE has no " + getAlgorithm(), e);
            }
        }
    }
}
