// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.container;

import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.HttpsURLConnection;
import org.jboss.arquillian.config.descriptor.api.ContainerDef;
import org.jboss.arquillian.container.spi.Container;
import org.jboss.arquillian.container.spi.ContainerRegistry;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.test.spi.event.suite.AfterSuite;
import org.jspecify.annotations.Nullable;
import org.ovirt.imageio.testing.pki.LeafSpec;
import org.ovirt.imageio.testing.pki.TestPki;
import org.ovirt.imageio.testing.server.BuildOutput;
import org.ovirt.imageio.testing.server.ProxyServer;

/**
 * The server that in-container tests are deployed to. It runs from Arquillian's start to its end,
 * with an empty root context.
 */
final class ContainerServer {

    private @Nullable ProxyServer server;

    /** Starts it as soon as Arquillian knows its containers, and tells them the port. */
    void start(@Observes ContainerRegistry registry) throws IOException {
        TestPki pki = TestPki.create();
        Path directory = BuildOutput.current().newRunDirectory("container-pki");
        ProxyServer started =
                ProxyServer.builder(
                                pki.issue(LeafSpec.localhost())
                                        .writeTo(directory, "server")
                                        .combined())
                        .quickJvm()
                        .daemonCa(pki.writeCaTo(directory))
                        .property("version.undertow", System.getProperty("version.undertow"))
                        .withoutDeployment()
                        .start();
        server = started;
        // Arquillian calls its servlet with HttpsURLConnection, which offers no other way.
        HttpsURLConnection.setDefaultSSLSocketFactory(pki.clientContext().getSocketFactory());
        for (Container<?> container : registry.getContainers()) {
            ContainerDef configuration = container.getContainerConfiguration();
            configuration.property("managementPort", Integer.toString(started.managementPort()));
            configuration
                    .protocol("Servlet 5.0")
                    .property("scheme", "https")
                    .property("host", "localhost")
                    .property("port", Integer.toString(started.dataPort()))
                    .property("contextRoot", "/");
        }
    }

    /** Stops it after Arquillian has left it. */
    void stop(@Observes(precedence = -1) AfterSuite event) {
        if (server != null) {
            server.close();
        }
    }
}
