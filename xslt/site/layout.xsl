<?xml version="1.0" encoding="UTF-8"?>
<!-- The shell of every page. A page gives three sets of templates for page[@id='…']: mode "title" (plain characters: title and h1), mode "main"
     (what stands below the h1) and, when it wants, mode "lead" (between breadcrumb and h1). -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">
  <xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>

  <xsl:template match="/"><xsl:apply-templates select="page" mode="shell"/></xsl:template>

  <xsl:template match="page" mode="shell">
    <xsl:variable name="title"><xsl:apply-templates select="." mode="title"/></xsl:variable>
    <html lang="{@lang}" dir="{t:html.dir}" class="gt-{site/@side}">
      <head>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="format-detection" content="telephone=no"/>
        <title>
          <xsl:if test="findings/finding"><t:text id="title.error"/></xsl:if>
          <xsl:apply-templates select="." mode="title-before"/>
          <xsl:value-of select="$title"/><xsl:text> – </xsl:text>
          <xsl:choose>
            <xsl:when test="site/@side = 'agent'"><t:text id="site.name-agents"/></xsl:when>
            <xsl:otherwise><t:text id="site.name"/></xsl:otherwise>
          </xsl:choose>
        </title>
        <link rel="icon" href="{static:icon.svg}" type="image/svg+xml"/>
        <link rel="stylesheet" href="{static:guichet.css}"/>
        <script src="{static:words.*.js}" defer="defer"></script>
        <script src="{static:guichet.js}" defer="defer"></script>
      </head>
      <body>
        <xsl:if test="session"><xsl:attribute name="data-session"><xsl:value-of select="session/@seconds"/></xsl:attribute></xsl:if>
        <xsl:apply-templates select="." mode="skip-links"/>
        <xsl:apply-templates select="." mode="header"/>
        <main id="content" tabindex="-1">
          <div class="fr-container gt-main">
            <xsl:apply-templates select="." mode="breadcrumb"/>
            <xsl:apply-templates select="." mode="lead"/>
            <xsl:apply-templates select="counter"/>
            <h1 class="gt-h1"><xsl:value-of select="$title"/></h1>
            <xsl:apply-templates select="message"/>
            <xsl:apply-templates select="findings"/>
            <xsl:apply-templates select="." mode="main"/>
          </div>
        </main>
        <xsl:apply-templates select="." mode="footer"/>
        <xsl:if test="session"><xsl:call-template name="session-warning"/></xsl:if>
      </body>
    </html>
  </xsl:template>

  <!-- what a page does not say -->
  <xsl:template match="page" mode="title-before"/>
  <xsl:template match="page" mode="lead"/>

  <xsl:template match="page" mode="skip-links">
    <div class="fr-skiplinks">
      <nav class="fr-container" aria-label="{t:skip.label}">
        <ul class="fr-skiplinks__list">
          <li><a class="fr-link" href="#content"><t:text id="skip.content"/></a></li>
          <li><a class="fr-link" href="#menu"><t:text id="skip.menu"/></a></li>
          <li><a class="fr-link" href="#footer"><t:text id="skip.footer"/></a></li>
        </ul>
      </nav>
    </div>
  </xsl:template>

  <!-- ======== header ======== -->
  <xsl:template match="page" mode="header">
    <header class="fr-header gt-header">
      <xsl:if test="site/@rehearsal = 'yes'">
        <div class="gt-demo"><p class="fr-container"><strong><t:text id="rehearsal.title"/></strong><xsl:text> </xsl:text><t:text id="rehearsal.text"/></p></div>
      </xsl:if>
      <xsl:if test="site/@demo = 'yes'">
        <div class="gt-demo"><p class="fr-container"><strong><t:text id="demo.title"/></strong><xsl:text> </xsl:text><t:text id="demo.text"/></p></div>
      </xsl:if>
      <div class="fr-container gt-header__row">
        <div class="gt-brand">
          <a class="gt-brand__link" href="/" title="{t:site.home-title}">
            <img class="gt-brand__mark" src="{static:icon.svg}" alt="" width="48" height="48"/>
            <span>
              <span class="gt-brand__name"><t:text id="site.name"/></span>
              <span class="gt-brand__tagline">
                <xsl:choose>
                  <xsl:when test="site/@side = 'agent'"><t:text id="site.tagline-agents"/></xsl:when>
                  <xsl:otherwise><t:text id="site.tagline"/></xsl:otherwise>
                </xsl:choose>
              </span>
            </span>
          </a>
        </div>
        <div class="gt-tools">
          <ul class="gt-tools__list">
            <xsl:if test="site/@side != 'agent'">
              <li><a class="gt-tools__link" href="/contact"><t:text id="header.contact"/></a></li>
              <li><a class="gt-tools__link" href="/aide"><t:text id="header.help"/></a></li>
            </xsl:if>
            <li><xsl:call-template name="language-selector"/></li>
          </ul>
        </div>
      </div>
      <xsl:apply-templates select="." mode="menu"/>
    </header>
  </xsl:template>

  <xsl:template name="language-selector">
    <details class="gt-pop">
      <summary class="gt-tools__link"><span class="fr-sr-only"><t:text id="header.language"/></span><xsl:apply-templates select="language[@current = 'yes']" mode="name"/></summary>
      <ul class="gt-pop__box">
        <xsl:for-each select="language">
          <li><a class="gt-pop__link" href="/langue/{@code}?retour={/page/site/@path}" hreflang="{@code}" lang="{@code}">
            <xsl:if test="@current = 'yes'"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if>
            <xsl:apply-templates select="." mode="name"/>
          </a></li>
        </xsl:for-each>
      </ul>
    </details>
  </xsl:template>
  <xsl:template match="language" mode="name"><t:choose prefix="language." select="@code"/></xsl:template>

  <xsl:template match="page" mode="menu">
    <div class="gt-bar" id="menu" tabindex="-1">
      <div class="fr-container gt-bar__row">
        <button type="button" class="fr-btn fr-btn--tertiary-no-outline gt-menu-button" hidden="hidden" aria-expanded="false" aria-controls="gt-nav" data-menu="gt-nav"><t:text id="header.menu"/></button>
        <nav class="gt-nav" id="gt-nav" aria-label="{t:header.menu-label}">
          <ul class="gt-nav__list">
            <xsl:if test="site/@side != 'agent'"><li>
              <a class="gt-nav__link" href="/"><xsl:if test="@id = 'home'"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if><t:text id="menu.home"/></a>
            </li></xsl:if>
            <xsl:choose>
              <xsl:when test="site/@side = 'agent'"><xsl:apply-templates select="menu/entry" mode="work"/></xsl:when>
              <xsl:when test="user">
                <li>
                  <details class="gt-pop">
                    <summary class="gt-nav__link"><t:text id="menu.procedures"/></summary>
                    <ul class="gt-pop__box">
                      <xsl:apply-templates select="menu/entry" mode="menu"><xsl:with-param name="class">gt-pop__link</xsl:with-param></xsl:apply-templates>
                      <li><a class="gt-pop__link" href="/mes-demandes"><t:text id="menu.requests"/></a></li>
                    </ul>
                  </details>
                </li>
              </xsl:when>
              <xsl:otherwise>
                <xsl:apply-templates select="menu/entry" mode="menu"><xsl:with-param name="class">gt-nav__link</xsl:with-param></xsl:apply-templates>
              </xsl:otherwise>
            </xsl:choose>
          </ul>
        </nav>
        <ul class="gt-self">
          <xsl:choose>
            <xsl:when test="user">
              <xsl:if test="site/@side != 'agent'"><li><xsl:apply-templates select="user" mode="bell"/></li></xsl:if>
              <li><xsl:apply-templates select="user" mode="account"/></li>
            </xsl:when>
            <xsl:when test="site/@side != 'agent'"><li><a class="fr-btn fr-btn--icon-left fr-icon-account-circle-line" href="/connexion"><t:text id="header.sign-in"/></a></li></xsl:when>
          </xsl:choose>
        </ul>
      </div>
    </div>
  </xsl:template>

  <xsl:template match="entry" mode="menu">
    <xsl:param name="class"/>
    <li><a class="{$class}" href="{@href}"><xsl:if test="@current = 'yes' or (@href != '/' and starts-with(/page/site/@path, @href))"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if><xsl:choose><xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when><xsl:otherwise><t:choose prefix="work." select="substring-after(@label-id, 'work.')"/></xsl:otherwise></xsl:choose></a></li>
  </xsl:template>

  <!-- the agents' work lists, each with how many wait in it -->
  <xsl:template match="entry" mode="work">
    <li><a class="gt-nav__link" href="{@href}"><xsl:if test="@current = 'yes'"><xsl:attribute name="aria-current">page</xsl:attribute></xsl:if>
      <t:choose prefix="agent-menu." select="@id"/>
      <xsl:if test="@count"><xsl:text> </xsl:text><span class="gt-tally"><xsl:value-of select="@count"/><xsl:if test="@more">+</xsl:if></span></xsl:if>
    </a></li>
  </xsl:template>

  <xsl:template match="user" mode="bell">
    <details class="gt-pop gt-pop--end">
      <summary class="gt-self__link fr-icon-notification-3-line">
        <span class="fr-sr-only"><t:text id="bell.label"/></span>
        <xsl:if test="@unread &gt; 0">
          <span class="gt-count"><xsl:value-of select="@unread"/><span class="fr-sr-only"><xsl:text> </xsl:text><t:text id="bell.unread"/></span></span>
        </xsl:if>
      </summary>
      <div class="gt-pop__box gt-pop__box--wide">
        <p class="gt-pop__title"><t:text id="bell.title"/></p>
        <xsl:choose>
          <xsl:when test="notice">
            <ul class="gt-plain">
              <xsl:for-each select="notice">
                <li><a class="gt-pop__link" href="{@href}"><xsl:call-template name="day"><xsl:with-param name="of" select="@at"/></xsl:call-template><xsl:text> </xsl:text><xsl:call-template name="notice-label"/></a></li>
              </xsl:for-each>
            </ul>
          </xsl:when>
          <xsl:otherwise><p class="gt-pop__text"><t:text id="bell.none"/></p></xsl:otherwise>
        </xsl:choose>
        <a class="fr-btn fr-btn--sm" href="/notifications"><t:text id="bell.all"/></a>
      </div>
    </details>
  </xsl:template>
  <xsl:template name="notice-label">
    <xsl:choose>
      <xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when>
      <xsl:otherwise><t:choose prefix="notice." select="@type"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="user" mode="account">
    <details class="gt-pop gt-pop--end">
      <summary class="gt-self__link fr-icon-account-circle-line"><span class="gt-self__name"><xsl:value-of select="@name"/></span></summary>
      <ul class="gt-pop__box">
        <li><a class="gt-pop__link" href="/mon-compte"><t:text id="menu.account"/></a></li>
        <xsl:if test="../site/@side != 'agent'">
          <li><a class="gt-pop__link" href="/mes-demandes"><t:text id="menu.requests"/></a></li>
          <li><a class="gt-pop__link" href="/notifications"><t:text id="menu.notifications"/></a></li>
        </xsl:if>
        <li>
          <form method="post" action="/deconnexion">
            <xsl:call-template name="csrf"/>
            <button type="submit" class="gt-pop__link"><t:text id="menu.sign-out"/></button>
          </form>
        </li>
      </ul>
    </details>
  </xsl:template>

  <!-- ======== where one is ======== -->
  <xsl:template match="page" mode="breadcrumb">
    <xsl:if test="crumb">
      <nav class="gt-crumbs" aria-label="{t:crumb.label}">
        <span class="gt-crumbs__start" aria-hidden="true"><t:text id="crumb.label"/><t:text id="colon"/></span>
        <ol class="gt-crumbs__list">
          <li><a href="/"><t:text id="menu.home"/></a></li>
          <xsl:for-each select="crumb">
            <li>
              <xsl:choose>
                <xsl:when test="@href"><a href="{@href}"><xsl:apply-templates select="." mode="label"/></a></xsl:when>
                <xsl:otherwise><span aria-current="page"><xsl:apply-templates select="." mode="label"/></span></xsl:otherwise>
              </xsl:choose>
            </li>
          </xsl:for-each>
        </ol>
      </nav>
    </xsl:if>
  </xsl:template>
  <xsl:template match="crumb" mode="label">
    <xsl:choose>
      <xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when>
      <xsl:otherwise><t:choose prefix="crumb." select="substring-after(@label-id, 'crumb.')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ======== footer ======== -->
  <xsl:template match="page" mode="footer">
    <footer class="fr-footer gt-footer" id="footer" tabindex="-1">
      <div class="fr-container">
        <p class="gt-footer__name"><t:text id="site.name"/></p>
        <p class="gt-footer__about"><t:text id="footer.about"/></p>
        <ul class="gt-footer__list">
          <xsl:if test="site/@side != 'agent'"><li><a href="/plan-du-site"><t:text id="footer.sitemap"/></a></li></xsl:if>
          <li><a href="/accessibilite"><t:text id="footer.accessibility"/></a></li>
          <li><a href="/mentions-legales"><t:text id="footer.legal"/></a></li>
          <li><a href="/donnees-personnelles"><t:text id="footer.privacy"/></a></li>
        </ul>
      </div>
    </footer>
  </xsl:template>

  <xsl:template name="session-warning">
    <div class="gt-session" id="gt-session" role="alertdialog" aria-labelledby="gt-session-title" aria-describedby="gt-session-text" hidden="hidden">
      <p class="gt-session__title" id="gt-session-title"><t:text id="session.title"/></p>
      <p id="gt-session-text"><t:text id="session.text"/></p>
      <button type="button" class="fr-btn" data-session-stay="yes"><t:text id="session.stay"/></button>
    </div>
  </xsl:template>

  <!-- what scripts may have to say, in the page's language -->
</xsl:stylesheet>
