<?xml version="1.0" encoding="UTF-8"?>
<!-- Forms: groups, fields of every type, buttons. Names and identifiers: an input of the field NAME has the id f-NAME (the first one of several). -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:t="urn:guichet:text" exclude-result-prefixes="t">

  <xsl:template match="form">
    <form method="post" action="{@action}" class="gt-form" novalidate="novalidate">
      <xsl:if test="generate-id() = generate-id(/page/form[1])"><xsl:attribute name="id">form</xsl:attribute></xsl:if>
      <xsl:if test="@multipart = 'yes'"><xsl:attribute name="enctype">multipart/form-data</xsl:attribute></xsl:if>
      <xsl:if test="@autosave"><xsl:attribute name="data-autosave"><xsl:value-of select="@autosave"/></xsl:attribute></xsl:if>
      <xsl:call-template name="csrf"/>
      <xsl:if test="@version"><input type="hidden" name="version" value="{@version}"/></xsl:if>
      <xsl:apply-templates select="hidden"/>
      <!-- Enter in a field presses the first button of a form: it must be the one that goes on, not one that adds or removes -->
      <xsl:apply-templates select="(button[@kind = 'primary'] | button)[last()][@kind = 'primary']" mode="default"/>
      <xsl:if test=".//field[@required = 'yes' and not(@locked = 'yes')] and not(group)"><p class="gt-mandatory"><t:text id="form.mandatory"/></p></xsl:if>
      <xsl:apply-templates select="." mode="before"/>
      <xsl:apply-templates select="group | field | note | add"/>
      <xsl:apply-templates select="." mode="after"/>
      <xsl:if test="button"><xsl:call-template name="buttons"/></xsl:if>
    </form>
  </xsl:template>
  <xsl:template match="form" mode="before"/>
  <xsl:template match="form" mode="after"/>
  <xsl:template match="hidden"><input type="hidden" name="{@name}" value="{@value}"/></xsl:template>
  <xsl:template match="button" mode="default"><button type="submit" class="gt-default" name="{@name}" value="{@value}" tabindex="-1" aria-hidden="true"><xsl:apply-templates select="." mode="label"/></button></xsl:template>

  <!-- ======== buttons ======== -->
  <xsl:template name="buttons">
    <div class="gt-buttons">
      <xsl:if test="count(button) &gt; 2"><xsl:attribute name="class">gt-buttons gt-buttons--row</xsl:attribute></xsl:if>
      <xsl:apply-templates select="button"/>
    </div>
  </xsl:template>
  <xsl:template match="button">
    <button type="submit" name="{@name}" value="{@value}">
      <xsl:attribute name="class">
        <xsl:choose>
          <xsl:when test="@kind = 'primary'">fr-btn</xsl:when>
          <xsl:when test="@kind = 'secondary'">fr-btn fr-btn--secondary</xsl:when>
          <xsl:when test="@kind = 'danger'">fr-btn gt-btn-danger</xsl:when>
          <xsl:otherwise>fr-btn fr-btn--tertiary-no-outline</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:apply-templates select="." mode="label"/>
    </button>
  </xsl:template>
  <xsl:template match="button" mode="label">
    <xsl:choose>
      <xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when>
      <xsl:otherwise><t:choose prefix="button." select="substring-after(@label-id, 'button.')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="add">
    <div class="gt-add"><xsl:call-template name="attr-shown"/><button type="submit" class="fr-btn fr-btn--secondary fr-btn--icon-left fr-icon-add-line" name="add" value="{@name}"><xsl:value-of select="@label"/></button></div>
  </xsl:template>

  <!-- ======== groups ======== -->
  <xsl:template match="group">
    <fieldset class="gt-group gt-group--{@level}">
      <xsl:call-template name="attr-shown"/>
      <xsl:if test="@name"><xsl:attribute name="id">g-<xsl:value-of select="@name"/><xsl:if test="@index">.<xsl:value-of select="@index"/></xsl:if></xsl:attribute></xsl:if>
      <xsl:if test="@legend">
        <legend class="gt-group__legend">
          <xsl:choose>
            <xsl:when test="not(ancestor::group)"><h3 class="gt-h3"><xsl:call-template name="legend"/></h3></xsl:when>
            <xsl:when test="count(ancestor::group) = 1 and not(@index)"><h4 class="gt-h4"><xsl:call-template name="legend"/></h4></xsl:when>
            <xsl:otherwise><span class="gt-h5"><xsl:call-template name="legend"/></span></xsl:otherwise>
          </xsl:choose>
        </legend>
      </xsl:if>
      <div class="gt-group__body">
        <xsl:if test="@level = 1 and .//field[@required = 'yes' and not(@locked = 'yes')]"><p class="gt-mandatory"><t:text id="form.mandatory"/></p></xsl:if>
        <xsl:if test="@hint"><p class="gt-group__hint"><xsl:value-of select="@hint"/></p></xsl:if>
        <xsl:apply-templates select="error" mode="group-error"/>
        <xsl:apply-templates select="note[not(@place = 'end')]"/>
        <xsl:apply-templates select="field | group | add"/>
        <xsl:apply-templates select="note[@place = 'end']"/>
        <xsl:if test="@confirm"><button type="submit" class="fr-btn fr-btn--secondary" name="confirm" value="{@name}"><xsl:value-of select="@confirm"/></button></xsl:if>
        <xsl:if test="@remove">
          <button type="submit" class="fr-btn fr-btn--tertiary fr-btn--sm fr-btn--icon-left fr-icon-delete-bin-line gt-remove" name="remove" value="{@remove}"><t:text id="button.remove-group"><t:with name="what" select="@legend"/></t:text></button>
        </xsl:if>
      </div>
    </fieldset>
  </xsl:template>
  <xsl:template name="legend"><xsl:choose><xsl:when test="@legend-lang"><span lang="{@legend-lang}"><xsl:value-of select="@legend"/></span></xsl:when><xsl:otherwise><xsl:value-of select="@legend"/></xsl:otherwise></xsl:choose></xsl:template>
  <xsl:template match="error" mode="group-error"><p class="fr-error-text" id="f-{../@name}"><xsl:apply-templates select="." mode="error-text"/></p></xsl:template>

  <xsl:template name="attr-shown"><!-- the server's word, and for scripts the rule it follows -->
    <xsl:if test="@hidden = 'yes'"><xsl:attribute name="hidden">hidden</xsl:attribute></xsl:if>
    <xsl:if test="@show-when != ''"><xsl:attribute name="data-show-when"><xsl:value-of select="@show-when"/></xsl:attribute></xsl:if>
    <xsl:if test="@name and (self::group or @show-when)"><xsl:attribute name="data-name"><xsl:value-of select="@name"/><xsl:if test="self::group/@index">.<xsl:value-of select="@index"/></xsl:if></xsl:attribute></xsl:if>
  </xsl:template>

  <xsl:template match="note">
    <xsl:choose>
      <xsl:when test="@kind = 'warning' or @kind = 'info'"><div class="fr-alert fr-alert--{@kind} fr-alert--sm gt-note"><p><xsl:call-template name="note-text"/></p></div></xsl:when>
      <xsl:otherwise><p class="gt-note"><xsl:call-template name="note-text"/></p></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="note-text"><xsl:choose><xsl:when test="@lang"><span lang="{@lang}"><xsl:apply-templates select="node()"/></span></xsl:when><xsl:otherwise><xsl:apply-templates select="node()"/></xsl:otherwise></xsl:choose></xsl:template>

  <!-- ======== a field ======== -->
  <xsl:template match="field">
    <div class="gt-field gt-field--{@type}">
      <xsl:call-template name="attr-shown"/>
      <xsl:if test="@part"><xsl:attribute name="data-part"><xsl:value-of select="@part"/></xsl:attribute></xsl:if>
      <xsl:choose>
        <xsl:when test="@type = 'info'"><p><xsl:value-of select="@label"/></p></xsl:when>
        <xsl:when test="@locked = 'yes' or @type = 'computed'"><xsl:apply-templates select="." mode="locked"/></xsl:when>
        <xsl:when test="@add"><xsl:apply-templates select="." mode="repeated"/></xsl:when>
        <xsl:otherwise><xsl:apply-templates select="." mode="input"/></xsl:otherwise>
      </xsl:choose>
    </div>
  </xsl:template>

  <xsl:template match="field" mode="label">
    <xsl:choose>
      <xsl:when test="@label-lang"><span lang="{@label-lang}"><xsl:value-of select="@label"/></span></xsl:when>
      <xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when>
      <xsl:otherwise><t:choose prefix="field." select="substring-after(@label-id, 'field.')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="label-content">
    <xsl:apply-templates select="." mode="label"/><xsl:if test="@required = 'yes'"><span class="gt-star"><xsl:text> *</xsl:text></span></xsl:if><t:text id="colon"/>
    <xsl:call-template name="hint"/>
  </xsl:template>
  <xsl:template name="hint">
    <xsl:variable name="hint">
      <xsl:choose>
        <xsl:when test="@hint"><xsl:value-of select="@hint"/></xsl:when>
        <xsl:when test="@label-id"><t:choose prefix="hint." select="substring-after(@label-id, 'field.')" otherwise="nothing"/></xsl:when>
      </xsl:choose>
    </xsl:variable>
    <xsl:if test="$hint != ''"><span class="fr-hint-text"><xsl:value-of select="$hint"/></span></xsl:if>
  </xsl:template>
  <xsl:template match="field" mode="errors"><xsl:apply-templates select="error" mode="field-error"/></xsl:template>
  <xsl:template match="error" mode="field-error"><p class="fr-error-text" id="e-{../@name}.{position()}"><xsl:apply-templates select="." mode="error-text"/></p></xsl:template>

  <!-- attributes that every input has -->
  <xsl:template name="attr-input">
    <xsl:if test="@required = 'yes'"><xsl:attribute name="aria-required">true</xsl:attribute></xsl:if>
    <xsl:call-template name="attr-error"/>
    <xsl:if test="@autocomplete"><xsl:attribute name="autocomplete"><xsl:value-of select="@autocomplete"/></xsl:attribute></xsl:if>
    <xsl:if test="@max and (@type = 'long-text' or @type = 'text' or @type = 'name')"><xsl:attribute name="maxlength"><xsl:value-of select="@max"/></xsl:attribute></xsl:if>
    <xsl:if test="@suggest"><xsl:attribute name="data-suggest"><xsl:value-of select="@suggest"/></xsl:attribute></xsl:if>
  </xsl:template>
  <xsl:template name="attr-error">
    <xsl:if test="error">
      <xsl:attribute name="aria-invalid">true</xsl:attribute>
      <xsl:attribute name="aria-describedby">e-<xsl:value-of select="@name"/>.1</xsl:attribute>
    </xsl:if>
  </xsl:template>
  <xsl:template name="attr-group-class">
    <xsl:param name="base"/>
    <xsl:attribute name="class"><xsl:value-of select="$base"/><xsl:if test="error"><xsl:text> </xsl:text><xsl:value-of select="$base"/>--error</xsl:if></xsl:attribute>
  </xsl:template>

  <!-- one line -->
  <xsl:template match="field" mode="input">
    <div>
      <xsl:call-template name="attr-group-class"><xsl:with-param name="base">fr-input-group</xsl:with-param></xsl:call-template>
      <label class="fr-label" for="f-{@name}"><xsl:call-template name="label-content"/></label>
      <xsl:call-template name="help-mark"/>
      <xsl:call-template name="one-line"><xsl:with-param name="name" select="@name"/><xsl:with-param name="value" select="value"/></xsl:call-template>
      <xsl:apply-templates select="." mode="errors"/>
      <xsl:apply-templates select="." mode="below"/>
    </div>
  </xsl:template>
  <xsl:template match="field" mode="below"/>

  <xsl:template name="one-line">
    <xsl:param name="name"/>
    <xsl:param name="value"/>
    <input class="fr-input" id="f-{$name}" name="{$name}">
      <xsl:if test="$value != ''"><xsl:attribute name="value"><xsl:value-of select="$value"/></xsl:attribute></xsl:if>
      <xsl:attribute name="type">
        <xsl:choose>
          <xsl:when test="@type = 'email'">email</xsl:when>
          <xsl:when test="@type = 'phone'">tel</xsl:when>
          <xsl:when test="@type = 'password'">password</xsl:when>
          <xsl:otherwise>text</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:choose>
        <xsl:when test="@type = 'integer' or @type = 'foreigner-number' or @type = 'estamp'"><xsl:attribute name="inputmode">numeric</xsl:attribute></xsl:when>
        <xsl:when test="@type = 'decimal' or @type = 'amount'"><xsl:attribute name="inputmode">decimal</xsl:attribute></xsl:when>
      </xsl:choose>
      <xsl:if test="@type = 'ephoto' or @type = 'title-number' or @type = 'code' or @type = 'one-time-code'"><xsl:attribute name="autocapitalize">characters</xsl:attribute><xsl:attribute name="spellcheck">false</xsl:attribute></xsl:if>
      <xsl:if test="@type = 'email' or @type = 'login'"><xsl:attribute name="autocapitalize">none</xsl:attribute><xsl:attribute name="spellcheck">false</xsl:attribute></xsl:if>
      <xsl:call-template name="attr-input"/>
    </input>
  </xsl:template>

  <xsl:template name="help-mark">
    <xsl:if test="@help"><a class="gt-help" href="{@help}"><span aria-hidden="true">?</span><span class="fr-sr-only"><t:text id="field.help"/></span></a></xsl:if>
  </xsl:template>

  <!-- several values of one field -->
  <xsl:template match="field" mode="repeated">
    <xsl:variable name="field" select="."/>
    <fieldset class="gt-several">
      <legend class="fr-label" id="f-{@name}"><xsl:call-template name="label-content"/></legend>
      <xsl:for-each select="value">
        <xsl:variable name="i" select="position()"/>
        <xsl:variable name="value" select="string(.)"/>
        <xsl:for-each select="$field">
          <div class="gt-several__one">
            <label class="fr-sr-only" for="f-{@name}.{$i}"><xsl:apply-templates select="." mode="label"/><xsl:text> </xsl:text><xsl:value-of select="$i"/></label>
            <xsl:choose>
              <xsl:when test="option or @choices"><xsl:call-template name="select"><xsl:with-param name="name" select="concat(@name, '.', $i)"/><xsl:with-param name="value" select="$value"/><xsl:with-param name="index" select="$i"/></xsl:call-template></xsl:when>
              <xsl:otherwise><xsl:call-template name="one-line"><xsl:with-param name="name" select="concat(@name, '.', $i)"/><xsl:with-param name="value" select="$value"/></xsl:call-template></xsl:otherwise>
            </xsl:choose>
            <xsl:if test="count(value) &gt; 1">
              <button type="submit" class="fr-btn fr-btn--tertiary-no-outline fr-icon-delete-bin-line gt-drop" name="remove" value="{@name}.{$i}"><t:text id="button.remove-value"><t:with name="n" select="$i"/></t:text></button>
            </xsl:if>
          </div>
        </xsl:for-each>
      </xsl:for-each>
      <xsl:apply-templates select="." mode="errors"/>
      <xsl:if test="not(@add-off = 'yes')">
        <button type="submit" class="fr-btn fr-btn--tertiary fr-btn--sm" name="add" value="{@name}"><xsl:value-of select="@add"/></button>
      </xsl:if>
    </fieldset>
  </xsl:template>

  <!-- long text -->
  <xsl:template match="field[@type = 'long-text']" mode="input">
    <div>
      <xsl:call-template name="attr-group-class"><xsl:with-param name="base">fr-input-group</xsl:with-param></xsl:call-template>
      <label class="fr-label" for="f-{@name}"><xsl:call-template name="label-content"/></label>
      <textarea class="fr-input" id="f-{@name}" name="{@name}" rows="6"><xsl:call-template name="attr-input"/><xsl:value-of select="value"/><xsl:if test="not(value)"><xsl:apply-templates select="." mode="prefill"/></xsl:if></textarea>
      <xsl:apply-templates select="." mode="errors"/>
    </div>
  </xsl:template>

  <!-- what a page proposes where nothing was typed yet -->
  <xsl:template match="field" mode="prefill"/>

  <!-- date: three inputs; month: two -->
  <xsl:template match="field[@type = 'date' or @type = 'month']" mode="input">
    <xsl:variable name="v" select="value[1]"/>
    <xsl:variable name="d"><xsl:choose><xsl:when test="$v/@d"><xsl:value-of select="$v/@d"/></xsl:when><xsl:when test="string-length($v) = 10"><xsl:value-of select="number(substring($v, 9, 2))"/></xsl:when></xsl:choose></xsl:variable>
    <xsl:variable name="m"><xsl:choose><xsl:when test="$v/@m"><xsl:value-of select="$v/@m"/></xsl:when><xsl:when test="string-length($v) &gt;= 7"><xsl:value-of select="number(substring($v, 6, 2))"/></xsl:when></xsl:choose></xsl:variable>
    <xsl:variable name="y"><xsl:choose><xsl:when test="$v/@y"><xsl:value-of select="$v/@y"/></xsl:when><xsl:when test="string-length($v) &gt;= 7"><xsl:value-of select="substring($v, 1, 4)"/></xsl:when></xsl:choose></xsl:variable>
    <xsl:variable name="month-id"><xsl:text>f-</xsl:text><xsl:value-of select="@name"/><xsl:if test="@type = 'date'">.m</xsl:if></xsl:variable>
    <fieldset class="gt-date">
      <xsl:if test="error"><xsl:attribute name="class">gt-date fr-input-group fr-input-group--error</xsl:attribute></xsl:if>
      <legend class="fr-label"><xsl:call-template name="label-content"/></legend>
      <div class="gt-date__parts">
        <xsl:if test="@type = 'date'"><div>
          <label class="fr-label gt-date__label" for="f-{@name}"><t:text id="date.day"/><t:text id="colon"/></label>
          <input class="fr-input gt-date__day" type="text" inputmode="numeric" id="f-{@name}" name="{@name}.d" value="{$d}" maxlength="2" placeholder="{t:date.day-mark}">
            <xsl:if test="@autocomplete = 'bday'"><xsl:attribute name="autocomplete">bday-day</xsl:attribute></xsl:if><xsl:call-template name="attr-error"/>
          </input>
        </div></xsl:if>
        <div>
          <label class="fr-label gt-date__label" for="{$month-id}"><t:text id="date.month"/><t:text id="colon"/></label>
          <select class="fr-select gt-date__month" id="{$month-id}" name="{@name}.m">
            <xsl:call-template name="attr-error"/>
            <option value=""><t:text id="date.month"/></option>
            <xsl:call-template name="months"><xsl:with-param name="chosen" select="$m"/></xsl:call-template>
          </select>
        </div>
        <div>
          <label class="fr-label gt-date__label" for="f-{@name}.y"><t:text id="date.year"/><t:text id="colon"/></label>
          <input class="fr-input gt-date__year" type="text" inputmode="numeric" id="f-{@name}.y" name="{@name}.y" value="{$y}" maxlength="4" placeholder="{t:date.year-mark}"><xsl:call-template name="attr-error"/></input>
        </div>
      </div>
      <xsl:apply-templates select="." mode="errors"/>
    </fieldset>
  </xsl:template>
  <xsl:template name="months">
    <xsl:param name="chosen"/>
    <option value="1"><xsl:if test="$chosen = 1"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:text id="month-name.1"/></option>
    <option value="2"><xsl:if test="$chosen = 2"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:text id="month-name.2"/></option>
    <option value="3"><xsl:if test="$chosen = 3"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:text id="month-name.3"/></option>
    <option value="4"><xsl:if test="$chosen = 4"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:text id="month-name.4"/></option>
    <option value="5"><xsl:if test="$chosen = 5"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:text id="month-name.5"/></option>
    <option value="6"><xsl:if test="$chosen = 6"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:text id="month-name.6"/></option>
    <option value="7"><xsl:if test="$chosen = 7"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:text id="month-name.7"/></option>
    <option value="8"><xsl:if test="$chosen = 8"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:text id="month-name.8"/></option>
    <option value="9"><xsl:if test="$chosen = 9"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:text id="month-name.9"/></option>
    <option value="10"><xsl:if test="$chosen = 10"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:text id="month-name.10"/></option>
    <option value="11"><xsl:if test="$chosen = 11"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:text id="month-name.11"/></option>
    <option value="12"><xsl:if test="$chosen = 12"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><t:text id="month-name.12"/></option>
  </xsl:template>

  <!-- lists -->
  <xsl:template match="field[@type = 'list' or @type = 'country' or @type = 'nationality' or @type = 'select']" mode="input">
    <div>
      <xsl:call-template name="attr-group-class"><xsl:with-param name="base">fr-select-group</xsl:with-param></xsl:call-template>
      <label class="fr-label" for="f-{@name}"><xsl:call-template name="label-content"/></label>
      <xsl:call-template name="select"><xsl:with-param name="name" select="@name"/><xsl:with-param name="value" select="string(value)"/></xsl:call-template>
      <xsl:apply-templates select="." mode="errors"/>
    </div>
  </xsl:template>
  <xsl:template name="select">
    <xsl:param name="name"/>
    <xsl:param name="value"/>
    <xsl:param name="index" select="1"/>
    <!-- A long list stands whole where it was asked for (« * »), and where an answer is missing first. Elsewhere stand the answers already given on the
         page and the offer of the whole list: the script puts it in at once, the server when it is chosen. -->
    <xsl:variable name="list" select="string(@choices)"/>
    <xsl:variable name="short" select="@choices and (ancestor-or-self::*[@hidden = 'yes'] or ($value != '' and $value != '*') or ($value = '' and
      (value[position() &lt; $index][. = ''] or preceding::field[@choices = $list][not(ancestor-or-self::*[@hidden = 'yes']) and not(@locked = 'yes')][not(value) or value = '' or value = '*'])))"/>
    <xsl:variable name="given">|<xsl:value-of select="$value"/>|<xsl:if test="$short and $value = ''"><xsl:for-each select="/page//field[@choices = $list]/value"><xsl:value-of select="."/>|</xsl:for-each></xsl:if></xsl:variable>
    <select class="fr-select" id="f-{$name}" name="{$name}">
      <xsl:if test="@choices"><xsl:attribute name="data-choices"><xsl:value-of select="@choices"/></xsl:attribute></xsl:if>
      <xsl:if test="$short"><xsl:attribute name="data-short">yes</xsl:attribute></xsl:if>
      <xsl:if test="@by"><xsl:attribute name="data-by"><xsl:value-of select="@by"/></xsl:attribute></xsl:if>
      <xsl:call-template name="attr-input"/>
      <option value=""><t:text id="form.choose"/></option>
      <xsl:for-each select="option[not(@group)] | /page/choices[@id = $list]/option[not($short) or contains($given, concat('|', @value, '|'))]">
        <xsl:call-template name="select-option"><xsl:with-param name="value" select="$value"/></xsl:call-template>
      </xsl:for-each>
      <!-- what goes with a choice of another list stands under its words; the script leaves those that fit -->
      <xsl:for-each select="option[@group and not(@group = preceding-sibling::option/@group)]">
        <xsl:variable name="group" select="@group"/>
        <optgroup label="{@group}" data-of="{@of}">
          <xsl:for-each select="../option[@group = $group]"><xsl:call-template name="select-option"><xsl:with-param name="value" select="$value"/></xsl:call-template></xsl:for-each>
        </optgroup>
      </xsl:for-each>
      <xsl:if test="$short"><option value="*"><t:text id="form.whole-list"/></option></xsl:if>
    </select>
  </xsl:template>
  <xsl:template name="select-option">
    <xsl:param name="value"/>
    <option value="{@value}"><xsl:if test="@selected = 'yes' or @value = $value"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if><xsl:call-template name="option-label"/></option>
  </xsl:template>
  <xsl:template name="option-label">
    <xsl:choose>
      <xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when>
      <xsl:otherwise><t:choose prefix="option." select="substring-after(@label-id, '.')"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- radios: yes or no, sex, short lists, and lists under headings -->
  <xsl:template match="field[@type = 'radio' or @type = 'yes-no' or @type = 'sex']" mode="input">
    <fieldset class="fr-fieldset gt-radios">
      <xsl:if test="error"><xsl:attribute name="class">fr-fieldset fr-fieldset--error gt-radios</xsl:attribute><xsl:attribute name="aria-describedby">e-<xsl:value-of select="@name"/>.1</xsl:attribute></xsl:if>
      <legend class="fr-fieldset__legend"><xsl:call-template name="label-content"/></legend>
      <xsl:choose>
        <xsl:when test="option"><xsl:apply-templates select="option" mode="radio"/></xsl:when>
        <xsl:when test="@type = 'yes-no'">
          <xsl:call-template name="radio"><xsl:with-param name="value">yes</xsl:with-param><xsl:with-param name="first" select="true()"/></xsl:call-template>
          <xsl:call-template name="radio"><xsl:with-param name="value">no</xsl:with-param></xsl:call-template>
        </xsl:when>
      </xsl:choose>
      <xsl:if test="error"><div class="fr-messages-group"><xsl:apply-templates select="." mode="errors"/></div></xsl:if>
    </fieldset>
  </xsl:template>
  <xsl:template name="radio">
    <xsl:param name="value"/>
    <xsl:param name="first" select="false()"/>
    <div class="fr-radio-group gt-inline">
      <input type="radio" name="{@name}" value="{$value}">
        <xsl:attribute name="id">f-<xsl:value-of select="@name"/><xsl:if test="not($first)">.<xsl:value-of select="$value"/></xsl:if></xsl:attribute>
        <xsl:if test="value = $value"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if>
      </input>
      <label class="fr-label"><xsl:attribute name="for">f-<xsl:value-of select="@name"/><xsl:if test="not($first)">.<xsl:value-of select="$value"/></xsl:if></xsl:attribute><t:choose prefix="option." select="$value"/></label>
    </div>
  </xsl:template>
  <xsl:template match="option" mode="radio">
    <xsl:variable name="id"><xsl:text>f-</xsl:text><xsl:value-of select="../@name"/><xsl:if test="position() &gt; 1">.<xsl:value-of select="@value"/></xsl:if></xsl:variable>
    <xsl:if test="@group and not(@group = preceding-sibling::option[1]/@group)"><p class="gt-radios__heading"><xsl:value-of select="@group"/></p></xsl:if>
    <div class="fr-radio-group">
      <xsl:if test="count(../option) &lt; 4 and not(../option[string-length(@label) &gt; 24])"><xsl:attribute name="class">fr-radio-group gt-inline</xsl:attribute></xsl:if>
      <input type="radio" id="{$id}" name="{../@name}" value="{@value}">
        <xsl:if test="@selected = 'yes' or (not(../option/@selected) and @value = ../value)"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if>
        <xsl:if test="@disabled = 'yes'"><xsl:attribute name="disabled">disabled</xsl:attribute></xsl:if>
      </input>
      <label class="fr-label" for="{$id}"><xsl:call-template name="option-label"/><xsl:if test="@hint"><span class="fr-hint-text"><xsl:value-of select="@hint"/></span></xsl:if><xsl:if test="@unavailable = 'yes'"><span class="fr-hint-text"><t:text id="option.unavailable"/></span></xsl:if></label>
    </div>
  </xsl:template>

  <!-- boxes -->
  <xsl:template match="field[@type = 'checkbox' or @type = 'sworn']" mode="input">
    <div>
      <xsl:call-template name="attr-group-class"><xsl:with-param name="base">fr-checkbox-group</xsl:with-param></xsl:call-template>
      <input type="checkbox" id="f-{@name}" name="{@name}" value="yes">
        <xsl:if test="value = 'yes'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if>
        <xsl:call-template name="attr-input"/>
      </input>
      <label class="fr-label" for="f-{@name}"><span><xsl:apply-templates select="." mode="label"/><xsl:if test="@required = 'yes'"><span class="gt-star"><xsl:text> *</xsl:text></span></xsl:if></span><xsl:call-template name="hint"/></label>
      <xsl:if test="error"><div class="fr-messages-group"><xsl:apply-templates select="." mode="errors"/></div></xsl:if>
    </div>
  </xsl:template>
  <xsl:template match="field[@type = 'multi-list']" mode="input">
    <xsl:variable name="field" select="."/>
    <fieldset class="fr-fieldset">
      <xsl:if test="error"><xsl:attribute name="class">fr-fieldset fr-fieldset--error</xsl:attribute><xsl:attribute name="aria-describedby">e-<xsl:value-of select="@name"/>.1</xsl:attribute></xsl:if>
      <legend class="fr-fieldset__legend"><xsl:call-template name="label-content"/></legend>
      <xsl:for-each select="option">
        <div class="fr-fieldset__element"><div class="fr-checkbox-group">
          <xsl:variable name="id"><xsl:text>f-</xsl:text><xsl:value-of select="../@name"/><xsl:if test="position() &gt; 1">.<xsl:value-of select="@value"/></xsl:if></xsl:variable>
          <input type="checkbox" id="{$id}" name="{../@name}" value="{@value}"><xsl:if test="@selected = 'yes' or @value = ../value"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if></input>
          <label class="fr-label" for="{$id}"><xsl:call-template name="option-label"/></label>
        </div></div>
      </xsl:for-each>
      <xsl:apply-templates select="." mode="errors"/>
    </fieldset>
  </xsl:template>

  <!-- address: a search in one line, or part by part -->
  <xsl:template match="field[@type = 'address']" mode="input">
    <fieldset class="gt-address" id="f-{@name}" tabindex="-1">
      <legend class="fr-label"><xsl:call-template name="label-content"/></legend>
      <xsl:apply-templates select="error" mode="field-error"/>
      <!-- found in one go where a search is configured; without scripts, and overseas, the parts below are typed -->
      <xsl:if test="/page/site/@address-search = 'yes'">
        <div class="fr-input-group gt-address__search" hidden="hidden">
          <label class="fr-label" for="s-{@name}"><t:text id="field.address-search"/><span class="fr-hint-text"><t:text id="hint.address-search"/></span></label>
          <input class="fr-input" id="s-{@name}" type="text" maxlength="200" autocomplete="off"/>
        </div>
      </xsl:if>
      <xsl:apply-templates select="field"/>
    </fieldset>
  </xsl:template>

  <!-- a number that is confirmed: it then stands alone, with a button that takes it away -->
  <xsl:template match="field[@confirm]" mode="input">
    <div>
      <xsl:call-template name="attr-group-class"><xsl:with-param name="base">fr-input-group</xsl:with-param></xsl:call-template>
      <xsl:choose>
        <xsl:when test="@confirmed = 'yes'">
          <p class="fr-label" id="f-{@name}"><xsl:apply-templates select="." mode="label"/><xsl:if test="@required = 'yes'"><span class="gt-star"><xsl:text> *</xsl:text></span></xsl:if><t:text id="colon"/></p>
          <p class="gt-confirmed"><span class="gt-code"><xsl:value-of select="value"/></span>
            <button type="submit" class="fr-btn fr-btn--tertiary fr-btn--sm fr-btn--icon-left fr-icon-close-line" name="remove" value="{@name}"><xsl:value-of select="@remove"/></button></p>
          <xsl:apply-templates select="." mode="errors"/>
          <input type="hidden" name="{@name}" value="{value}"/>
        </xsl:when>
        <xsl:otherwise>
          <label class="fr-label" for="f-{@name}"><xsl:call-template name="label-content"/></label>
          <xsl:call-template name="one-line"><xsl:with-param name="name" select="@name"/><xsl:with-param name="value" select="value"/></xsl:call-template>
          <xsl:apply-templates select="." mode="errors"/>
          <button type="submit" class="fr-btn fr-btn--secondary gt-confirm" name="confirm" value="{@name}"><xsl:value-of select="@confirm"/></button>
        </xsl:otherwise>
      </xsl:choose>
    </div>
  </xsl:template>

  <!-- locked: what the administration already knows is read, not typed -->
  <xsl:template match="field" mode="locked">
    <p class="gt-locked__label" id="f-{@name}"><xsl:apply-templates select="." mode="label"/><t:text id="colon"/></p>
    <p class="gt-locked__value"><xsl:call-template name="locked-value"/></p>
    <xsl:apply-templates select="." mode="errors"/>
  </xsl:template>
  <xsl:template match="field[@type = 'address']" mode="locked">
    <p class="gt-locked__label" id="f-{@name}"><xsl:apply-templates select="." mode="label"/><t:text id="colon"/></p>
    <xsl:choose>
      <xsl:when test="field"><div class="gt-locked__parts"><xsl:for-each select="field[value != '']"><div><p class="gt-locked__label"><xsl:apply-templates select="." mode="label"/><t:text id="colon"/></p><p class="gt-locked__value"><xsl:call-template name="locked-value"/></p></div></xsl:for-each></div></xsl:when>
      <xsl:otherwise><p class="gt-locked__value"><xsl:call-template name="locked-value"/></p></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="locked-value">
    <xsl:choose>
      <xsl:when test="option/@selected"><xsl:for-each select="option[@selected]"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:call-template name="option-label"/></xsl:for-each></xsl:when>
      <xsl:when test="not(value != '')"><span class="gt-none"><t:text id="form.nothing"/></span></xsl:when>
      <xsl:when test="@type = 'date'"><xsl:call-template name="day"><xsl:with-param name="of" select="value"/></xsl:call-template></xsl:when>
      <xsl:when test="@type = 'month'"><xsl:call-template name="month-year"><xsl:with-param name="of" select="value"/></xsl:call-template></xsl:when>
      <xsl:when test="@type = 'yes-no' or @type = 'checkbox' or @type = 'sworn' or @type = 'sex'"><t:choose prefix="option." select="value"/></xsl:when>
      <xsl:otherwise>
        <xsl:for-each select="value">
          <xsl:variable name="v" select="string(.)"/>
          <xsl:if test="position() &gt; 1">, </xsl:if>
          <xsl:choose>
            <xsl:when test="../option[@value = $v]"><xsl:value-of select="../option[@value = $v]/@label"/></xsl:when>
            <xsl:when test="@label"><xsl:value-of select="@label"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="$v"/></xsl:otherwise>
          </xsl:choose>
        </xsl:for-each>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
