// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ovirt.imageio.testing.server.BuildOutput;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What the build has made of {@code wildfly-config}: limits that take long to see at work. */
class ServerConfigurationIT {

    private final XPath xpath = XPathFactory.newInstance().newXPath();
    private Document configuration;

    @BeforeEach
    void read() throws Exception {
        Path file =
                BuildOutput.current().server().resolve("standalone/configuration/standalone.xml");
        // Without namespaces, whose versions change with the server's.
        configuration =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(file.toFile());
    }

    @ParameterizedTest
    @CsvSource({
        "no-request-timeout, 60000",
        "request-parse-timeout, 10000",
        "read-timeout, 0",
        "write-timeout, 0",
        "max-post-size, 0",
        "max-connections, ${imageio.max-connections:4000}",
        "max-header-size, 16384",
        "max-headers, 100",
        "max-cookies, 100",
        "max-parameters, 32",
        "max-buffered-request-size, 16384",
        "tcp-backlog, 1024",
        "tcp-keep-alive, true",
        "enable-http2, false",
        "proxy-address-forwarding, false",
        "certificate-forwarding, false",
        "resolve-peer-address, false",
    })
    void theListenerHasItsLimits(String attribute, String value) throws Exception {
        assertThat(values("//https-listener[@name='imageio']/@" + attribute))
                .containsExactly(value);
    }

    @Test
    void theWorkerHasFewThreadsForWhatDoesNotBlock() throws Exception {
        assertThat(values("//worker[@name='imageio']/@io-threads"))
                .containsExactly("${imageio.io-threads:4}");
        assertThat(values("//worker[@name='imageio']/@task-core-threads")).containsExactly("4");
        assertThat(values("//worker[@name='imageio']/@task-max-threads"))
                .containsExactly("${imageio.task-threads:32}");
    }

    @Test
    void thereIsOneListener() throws Exception {
        assertThat(
                        values(
                                "//http-listener/@name | //https-listener/@name"
                                        + " | //ajp-listener/@name"))
                .containsExactly("imageio");
        assertThat(values("//socket-binding/@name"))
                .containsExactlyInAnyOrder("imageio", "management-http", "management-https");
    }

    @Test
    void managementIsOnLoopbackWithoutAConsole() throws Exception {
        assertThat(values("/server/interfaces/interface[@name='management']/inet-address/@value"))
                .containsExactly("${jboss.bind.address.management:127.0.0.1}");
        assertThat(values("/server/interfaces/interface[@name='public']/inet-address/@value"))
                .containsExactly("${jboss.bind.address:127.0.0.1}");
        assertThat(values("//socket-binding[starts-with(@name, 'management')]/@interface"))
                .containsOnly("management")
                .hasSize(2);
        assertThat(values("//management-interfaces/*/@console-enabled")).containsExactly("false");
    }

    @Test
    void nothingIsServedButTheProxy() throws Exception {
        assertThat(values("//host/location/@name")).isEmpty();
        assertThat(values("//subsystem/handlers//@name")).isEmpty();
        assertThat(values("//host/*/@name | //host/http-invoker")).containsExactly("nosniff");
        assertThat(values("//host/@default-response-code")).containsExactly("503");
    }

    /** More layers are more memory, a longer start and more that can be attacked. */
    @Test
    void theServerHasOnlyTheExtensionsItNeeds() throws Exception {
        assertThat(values("/server/extensions/extension/@module"))
                .containsExactlyInAnyOrder(
                        "org.jboss.as.ee",
                        "org.jboss.as.logging",
                        "org.jboss.as.naming",
                        // Microprofile-config does not go without CDI.
                        "org.jboss.as.weld",
                        "org.wildfly.extension.bean-validation",
                        "org.wildfly.extension.core-management",
                        "org.wildfly.extension.elytron",
                        "org.wildfly.extension.io",
                        "org.wildfly.extension.microprofile.config-smallrye",
                        "org.wildfly.extension.undertow");
    }

    private List<String> values(String path) throws Exception {
        NodeList nodes = (NodeList) xpath.evaluate(path, configuration, XPathConstants.NODESET);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getNodeValue())
                .toList();
    }
}
