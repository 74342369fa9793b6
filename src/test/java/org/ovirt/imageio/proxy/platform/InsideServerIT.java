// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.undertow.Version;
import java.security.Security;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ovirt.imageio.testing.container.TestableWar;

/** Runs within the server, in the deployed proxy; so it has JUnit's assertions only. */
@ExtendWith(ArquillianExtension.class)
class InsideServerIT {

    @Deployment
    static WebArchive proxy() {
        return TestableWar.with(InsideServerIT.class);
    }

    @Test
    void undertowIsTheOneThatTheBuildAsksFor() {
        assertEquals(System.getProperty("version.undertow"), Version.getVersionString());
    }

    @Test
    void theFastCipherStandsBeforeTheJdksOwn() {
        assertNotNull(Security.getProvider("FastGcm"));
        assertEquals("FastGcm", Security.getProviders("Cipher.AES/GCM/NoPadding")[0].getName());
    }

    /** It would ask a client that does not read for new keys, with every record after its limit. */
    @Test
    void theJdkLeavesKeyUpdatesToTheProxy() {
        assertEquals("AES/GCM/NoPadding KeyUpdate 2^62", Security.getProperty("jdk.tls.keyLimits"));
    }
}
