// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.ovirt.imageio.testing.server.BuildOutput;

/** The WAR that the build has made, ready for tests that run inside it. */
public final class TestableWar {

    private static final String WEB_XML = "WEB-INF/web.xml";
    private static final String END_OF_WEB_XML = "</web-app>";

    // Arquillian declares it in a fragment, and the proxy's web.xml leaves fragments out.
    private static final String RUNNER =
            """
            <servlet>
                <servlet-name>ArquillianServletRunnerEE9</servlet-name>
                <servlet-class>org.jboss.arquillian.protocol.servlet5.runner.ServletTestRunner</servlet-class>
            </servlet>
            <servlet-mapping>
                <servlet-name>ArquillianServletRunnerEE9</servlet-name>
                <url-pattern>/ArquillianServletRunnerEE9</url-pattern>
            </servlet-mapping>
            """;

    private TestableWar() {}

    /** With these test classes added; they may use what the proxy may use, and JUnit. */
    public static WebArchive with(Class<?>... tests) {
        WebArchive war =
                ShrinkWrap.createFromZipFile(
                        WebArchive.class, BuildOutput.current().war().toFile());
        try (InputStream original = war.get(WEB_XML).getAsset().openStream()) {
            String xml = new String(original.readAllBytes(), StandardCharsets.UTF_8);
            war.delete(WEB_XML);
            return war.add(
                            new StringAsset(xml.replace(END_OF_WEB_XML, RUNNER + END_OF_WEB_XML)),
                            WEB_XML)
                    .addClasses(tests);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read web.xml", e);
        }
    }
}
