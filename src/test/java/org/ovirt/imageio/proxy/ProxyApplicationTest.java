// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.ws.rs.SeBootstrap;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.EntityPart;
import jakarta.ws.rs.core.Link;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.Variant.VariantListBuilder;
import jakarta.ws.rs.ext.RuntimeDelegate;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProxyApplicationTest {

    @AfterEach
    void forgetTheOther() {
        RuntimeDelegate.setInstance(null);
    }

    @Test
    void anotherJaxRsThanJerseyStopsTheStart() {
        RuntimeDelegate.setInstance(new OtherJaxRs());
        assertThatIllegalStateException()
                .isThrownBy(() -> new ProxyApplication().contextInitialized(event()))
                .withMessageContaining("needs Jersey")
                .withMessageContaining(OtherJaxRs.class.getName())
                .withMessageContaining("WEB-INF/jboss-deployment-structure.xml");
    }

    /** Of a context that nothing is to be asked of. */
    private static ServletContextEvent event() {
        return new ServletContextEvent(
                (ServletContext)
                        Proxy.newProxyInstance(
                                ProxyApplicationTest.class.getClassLoader(),
                                new Class<?>[] {ServletContext.class},
                                (proxy, method, arguments) -> {
                                    throw new AssertionError("The start goes on: " + method);
                                }));
    }

    private static final class OtherJaxRs extends RuntimeDelegate {
        @Override
        public UriBuilder createUriBuilder() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ResponseBuilder createResponseBuilder() {
            throw new UnsupportedOperationException();
        }

        @Override
        public VariantListBuilder createVariantListBuilder() {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T createEndpoint(Application application, Class<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> HeaderDelegate<T> createHeaderDelegate(Class<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Link.Builder createLinkBuilder() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SeBootstrap.Configuration.Builder createConfigurationBuilder() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<SeBootstrap.Instance> bootstrap(
                Application application, SeBootstrap.Configuration configuration) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<SeBootstrap.Instance> bootstrap(
                Class<? extends Application> type, SeBootstrap.Configuration configuration) {
            throw new UnsupportedOperationException();
        }

        @Override
        public EntityPart.Builder createEntityPartBuilder(String name) {
            throw new UnsupportedOperationException();
        }
    }
}
