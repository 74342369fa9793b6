// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.session;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import jakarta.servlet.ServletContext;

/**
 * Has the container ask {@link SessionIds} for a request's session, and {@link StoredSessions} for
 * what it is; found by the {@code ServiceLoader}.
 */
public final class SessionExtension implements ServletExtension {
    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        StoredSessions sessions = new StoredSessions(deployment.getDeploymentName());
        context.setAttribute(Sessions.class.getName(), sessions);
        deployment.setSessionConfigWrapper((config, ignored) -> new SessionIds());
        deployment.setSessionManagerFactory(ignored -> sessions);
    }
}
