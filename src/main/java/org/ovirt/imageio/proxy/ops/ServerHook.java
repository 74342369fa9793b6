// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ops;

import jakarta.servlet.ServletContext;
import java.util.function.Supplier;
import org.jboss.as.server.CurrentServiceContainer;
import org.jboss.as.server.suspend.SuspendableActivityRegistry;
import org.jboss.msc.service.ServiceBuilder;
import org.jboss.msc.service.ServiceContainer;
import org.jboss.msc.service.ServiceController;
import org.jboss.msc.service.ServiceName;

/**
 * Has the server stop the proxy gracefully, while it still listens for requests.
 *
 * <p>It is a service of the server that depends on the deployment and on the listener for clients:
 * the server stops neither before this has stopped. So an undeploy begins here, and the worker
 * threads of what is under way last until it has ended.
 */
public final class ServerHook implements AutoCloseable {
    private static final ServiceName NAME = ServiceName.of("org", "ovirt", "imageio", "stop");

    /** The capability of WildFly to be suspended. */
    private static final ServiceName SUSPENSION =
            ServiceName.parse("org.wildfly.server.suspend-controller");

    /** The listener of {@code wildfly-config}. */
    private static final ServiceName LISTENER =
            ServiceName.parse("org.wildfly.undertow.listener.imageio");

    private final ServiceController<?> service;

    private ServerHook(ServiceController<?> service) {
        this.service = service;
    }

    /** Takes part in the life of the server and of the deployment from now on. */
    public static ServerHook install(
            ServletContext context, Readiness readiness, GracefulStop stop) {
        ServiceContainer server = CurrentServiceContainer.getServiceContainer();
        String deployment = String.valueOf(context.getAttribute(OpsExtension.DEPLOYMENT));
        ServiceBuilder<?> builder = server.addService();
        builder.provides(NAME.append(deployment));
        Supplier<SuspendableActivityRegistry> registry = builder.requires(SUSPENSION);
        builder.requires(
                ServiceName.of("jboss", "deployment", "unit", deployment, "undertow-deployment"));
        if (server.getService(LISTENER) != null) {
            builder.requires(LISTENER);
        }
        builder.setInstance(new StopService(registry, readiness, stop));
        return new ServerHook(builder.install());
    }

    /** Takes part no more. The deployment has stopped, and so the service has. */
    @Override
    public void close() {
        service.setMode(ServiceController.Mode.REMOVE);
    }
}
