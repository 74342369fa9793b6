// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command that starts a WildFly in a JVM of its own, without a shell in between: the process is
 * the server.
 *
 * @param javaHome the JDK that runs it
 * @param home the installation
 * @param base the directory of this server
 * @param jvmOptions options after those in the installation's {@code bin/jvm.options}
 * @param properties system properties
 */
record ServerCommand(
        Path javaHome,
        Path home,
        ServerBase base,
        List<String> jvmOptions,
        Map<String, String> properties) {

    /** What standalone.sh gives every JVM. */
    private static final List<String> OPEN_PACKAGES =
            List.of(
                    "--add-exports=java.desktop/sun.awt=ALL-UNNAMED",
                    "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
                    "--add-exports=java.naming/com.sun.jndi.url.ldap=ALL-UNNAMED",
                    "--add-exports=java.naming/com.sun.jndi.url.ldaps=ALL-UNNAMED",
                    "--add-exports=jdk.naming.dns/com.sun.jndi.dns=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                    "--add-opens=java.base/java.io=ALL-UNNAMED",
                    "--add-opens=java.base/java.net=ALL-UNNAMED",
                    "--add-opens=java.base/java.security=ALL-UNNAMED",
                    "--add-opens=java.base/java.util=ALL-UNNAMED",
                    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                    "--add-opens=java.management/javax.management=ALL-UNNAMED",
                    "--add-opens=java.naming/javax.naming=ALL-UNNAMED");

    List<String> arguments() {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin/java").toString());
        command.add("@" + home.resolve("bin/jvm.options"));
        command.addAll(OPEN_PACKAGES);
        command.addAll(jvmOptions);
        command.add("-Dorg.jboss.boot.log.file=" + base.directory().resolve("log/server.log"));
        command.add(
                "-Dlogging.configuration="
                        + base.configuration().resolve("logging.properties").toUri());
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-cp");
        command.add(home.resolve("jboss-modules.jar") + ":" + classes());
        command.add(GuardedServer.class.getName());
        command.add("-mp");
        command.add(home.resolve("modules").toString());
        command.add("org.jboss.as.standalone");
        command.add("-Djboss.home.dir=" + home);
        command.add("-Djboss.server.base.dir=" + base.directory());
        return command;
    }

    private static Path classes() {
        try {
            return Path.of(
                    GuardedServer.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Cannot find the class path of the server", e);
        }
    }
}
