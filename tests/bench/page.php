<?php
// A contender of the bench: the same rows, the same document, the same sheet, by PHP's XSLTProcessor.
require 'rows.php';
$texts = json_decode(file_get_contents(__DIR__ . '/sheets/texts.json'), true);
function gt_text($prefix, $id, $otherwise = null) {
	global $texts;
	$id = is_array($id) ? ($id ? $id[0]->nodeValue : '') : $id;
	return $texts[$prefix . $id] ?? ($otherwise ?? $id);
}
$document = new DOMDocument();
$document->load(__DIR__ . '/step.xml');
$sheet = new DOMDocument();
$sheet->load(__DIR__ . '/sheets/page.xsl');
$processor = new XSLTProcessor();
$processor->registerPHPFunctions('gt_text');
$processor->importStylesheet($sheet);
header('Content-Type: text/html; charset=utf-8');
echo $processor->transformToXML($document);
