"""Small files of the shape each source has, written for these tests: file name -> text, by source."""

from __future__ import annotations

EXTRACTS: dict[str, dict[str, str]] = {}

EXTRACTS["website_page_weight"] = {
    "website-page-weight/homepage_weight_monthly.csv": """\
date,gss_source,slug,match,url,page_bytes,image_bytes,co2_g,green_hosting,blocked,active
2021-05-27,E06000001,hartlepool,direct,https://www.hartlepool.gov.uk/,900000,1,0.1,1,,1
2021-05-30,E06000001,hartlepool,direct,https://www.hartlepool.gov.uk/,800000,1,0.1,1,,1
2025-12-16,E06000001,hartlepool,direct,https://www.hartlepool.gov.uk/,,,,,1,1
2025-12-16,E07000223,adur,direct,http://www.adur-worthing.gov.uk/,748332,1,0.1,1,,1
2025-12-16,S12000015,fife,direct,https://www.fife.gov.uk/,3983,1,0.1,1,,1
2022-12-01,E06000063,cumberland,direct,https://www.cumberland.gov.uk/,500000,1,0.1,1,,1
2022-12-01,E07000026,cumberland,predecessor,http://www.allerdale.gov.uk/,500000,1,0.1,1,,0
2021-05-27,95ZZ,,,http://www.strabanedc.org.uk/,3042390,1,1.83,0,,0
2021-03-09,E09000007,camden,direct,https://www.camden.gov.uk/,,,0.7,,,1
""",
    "website-page-weight/homepage_fcp_monthly.csv": """\
month,commit_date,checked,slug,first_contentful_paint_s
2021-05,2021-05-30,2021-05-30,hartlepool,0.9
2021-06,2021-06-30,2021-05-30,hartlepool,2.4
2025-12,2025-12-16,2025-12-16,adur,0.6
2025-12,2025-12-16,2025-12-16,fife,0.2
""",
}

EXTRACTS["library_catalogues"] = {
    "library-catalogues/library_catalogues.csv": """\
slug,name,code,system,url
hartlepool,Hartlepool,E06000001,spydus,https://hartlepool.spydus.co.uk/
camden,Camden,E09000007,own,https://camden.example/library
,Elsewhere,X1,arena,https://elsewhere.example/
""",
}

EXTRACTS["govuk_local_links"] = {
    "govuk-local-links-2026/links.csv": """\
authority,lgsl,lgil,url,cut
E06000001,57,2,https://www.hartlepool.gov.uk/pay,0
E06000001,524,17,https://www.hartlepool.gov.uk/missed,0
E09000007,57,2,https://www.camden.gov.uk/,0
E09000007,353,8,https://www.camden.gov.uk/complain,0
""",
    "govuk-local-links-2026/link_status.csv": """\
authority,lgsl,lgil,status
E06000001,524,17,ok
E09000007,57,2,broken
""",
    "govuk-local-links-2026/links_checked_2026-09-28.csv": """\
gss,bins_url,verified
E06000001,https://www.hartlepool.gov.uk/days,1
E09000007,,1
""",
}

EXTRACTS["govuk_pay"] = {
    "govuk-pay/council_pay_services_history.csv": """\
as_of,snapshot_date,slug,gss,match,pay_organisation,live_services,source_commit
2022-07-01,2022-06-27,hartlepool,E06000001,direct,Hartlepool Borough Council,3,aaa
2022-07-01,2022-06-27,cumberland,E06000063,predecessor,Allerdale Borough Council,1,aaa
2026-08-31,2026-08-03,adur,E07000223,joint,Adur & Worthing Councils,2,bbb
2026-08-31,2026-08-03,worthing,E07000229,joint,Adur & Worthing Councils,2,bbb
2026-08-31,2026-08-03,worthing,E07000229,direct,Worthing Borough Council,1,bbb
2026-08-31,2026-08-03,barnsley,E08000016,direct,Barnsley MBC,4,bbb
2026-08-31,2026-08-03,cumberland,E06000063,predecessor,Allerdale Borough Council,6,bbb
""",
}

EXTRACTS["mhclg_programmes"] = {
    "mhclg-digital-programmes/project_membership_history.csv": """\
as_of,snapshot_date,slug,gss,match,project,cohort,start_date,end_date,notes,source_commit
2024-06-30,2024-06-29,hartlepool,E06000001,direct,localgov-drupal,LGD-Member,,,,aaa
2026-05-17,2026-05-17,camden,E09000007,direct,localgov-drupal,LGD-Contributor,,,,bbb
2026-05-17,2026-05-17,cardiff,W06000015,direct,localgov-drupal,LGD-Subscriber,,,,bbb
2026-08-21,2026-08-21,hartlepool,E06000001,direct,local-land-charges,,2022-01-20,,,ccc
2026-08-21,2026-08-21,guildford,E07000209,direct,local-land-charges,,2026-09-17,,,ccc
2026-08-21,2026-08-21,cumberland,E06000063,predecessor,local-land-charges,,2020-04-21,,,ccc
2026-08-21,2026-08-21,camden,E09000007,direct,open-digital-planning,Track-1,2022-01-21,,,ccc
2026-08-21,2026-08-21,camden,E09000007,direct,open-digital-planning,Track-2,2024-02-01,,,ccc
""",
    "mhclg-digital-programmes/awards_by_council.csv": """\
award,start_date,fund,intervention,role,amount,slug,gss,match
1,2021-10-01,proptech-round-1,innovation,lead,80000,camden,E09000007,direct
2,2022-03-01,proptech-round-2,innovation,partner,80000,camden,E09000007,direct
3,2024-02-01,dpif-round-2,improvement,lead,50000,camden,E09000007,direct
4,2025-02-27,green-belt-reviews,green-belt,lead,70000,barnsley,E08000016,direct
5,2025-03-18,software-top-up-5,software,lead,70000,barnsley,E08000016,direct
""",
}

EXTRACTS["homepage_accessibility_scan"] = {
    "homepage-accessibility-scan/homepage_scan_2026_02.csv": """\
slug,gss_register,submitted_url,final_url,http_status,fetch_ok,axe_executed,axe_passed,axe_failed,axe_failed_rules,axe_error,alfa_failed_rules,equal_access_failed_rules,scanned_on
hartlepool,E06000001,https://h.example/,https://h.example/,200,true,true,605,9,color-contrast;link-name;region,,,,2026-02-26
guildford,E07000209,https://g.example/,https://g.example/,403,false,true,3,2,html-has-lang;region,,,,2026-02-26
camden,E09000007,https://c.example/,https://c.example/,200,true,true,12,2,html-has-lang;region,,,,2026-02-27
belfast,N09000003,https://b.example/,https://b.example/,,false,false,,,,Skipped: fetch failed,,,2026-02-27
adur,E07000223,https://aw.example/,https://aw.example/,200,true,true,605,0,,,,,2026-02-26
adur,E07000223,https://aw.example/,https://aw.example/,200,true,true,605,1,list,,,,2026-02-27
fife,S12000015,http://f.example/,http://f.example/,200,true,true,262,0,,,,,2026-02-27
barnsley,E08000016,https://y.example/,https://y.example/,200,true,true,66,1,meta-refresh,,https://alfa.example/rules/sia-r9;https://alfa.example/rules/sia-r96,element_attribute_deprecated;meta_refresh_delay;style_color_misuse;style_highcontrast_visible,2026-02-27
cardiff,W06000015,https://d.example/,https://d.example/intro-splash.aspx,200,true,true,300,0,,,,,2026-02-27
aberdeen,S12000033,https://a.example/,https://a.example/,200,true,true,199,0,,,,,2026-02-27
""",
}

EXTRACTS["planning_data"] = {
    "planning-data-endpoints/la_planning_data_endpoints.csv": """\
slug,gss,register_code,match,successors,collection,pipelines,licence,endpoint_entry_date,endpoint_end_date,source_end_date,has_endpoint,endpoint_domain,endpoint_https,endpoint
camden,E09000007,CMD,direct,,brownfield-land,brownfield-land,ogl3,2019-05-01,,,1,c.example,1,aaa
camden,E09000007,CMD,direct,,tree-preservation-order,tree-preservation-order;tree,ogl3,2025-05-01,,,1,c.example,1,bbb
hartlepool,E06000001,HPL,direct,,brownfield-land,brownfield-land,,2019-05-01,2025-06-01,,1,h.example,1,ccc
barnsley,E08000016,BNS,direct,,brownfield-site,brownfield-site,,2021-08-31,,,1,b.example,1,ddd
guildford,E07000209,GRD,direct,,brownfield-land,brownfield-land,,2021-08-31,,,0,,,
cumberland,E06000063,ALL,predecessor,,brownfield-land,brownfield-land,,2019-05-01,,,1,a.example,1,eee
""",
    "planning-data-endpoints/la_planning_data_history.csv": """\
as_of,slug,gss,active_collections,active_endpoints,collections
2020-01-01,camden,E09000007,1,1,brownfield-land
2026-08-21,camden,E09000007,2,2,brownfield-land tree-preservation-order
""",
    "mhclg-digital-programmes/expected_planning_datasets.csv": """\
slug,gss,dataset,reason,project,start_date
camden,E09000007,brownfield-land,statutory,,2017-04-16
camden,E09000007,tree,expected,open-digital-planning,2022-01-21
camden,E09000007,plan-timetable,statutory,,2026-03-02
camden,E09000007,design-code,experimental,,
hartlepool,E06000001,brownfield-land,statutory,,2017-04-16
cumberland,E06000063,brownfield-land,statutory,,2023-04-01
barnsley,E08000016,plan-timetable,statutory,,2026-03-02
""",
}

EXTRACTS["open_data_scotland"] = {
    "open-data-scotland/scottish_council_open_data_history.csv": """\
as_of,slug,gss,organisation,datasets,open_licensed,machine_readable,with_api,latest_dataset_update,source_commit
2023-01-01,fife,S12000015,Fife Council,8,4,2,1,2022-01-01,aaa
2023-01-01,fife,S12000047,Council of Fife,2,2,0,0,2021-01-01,aaa
2024-10-31,aberdeen,S12000033,Aberdeen City Council,10,10,10,8,2020-01-01,bbb
2024-10-31,fife,S12000047,Fife Council,0,0,0,0,,bbb
""",
}

EXTRACTS["open_source_platforms"] = {
    "mhclg-digital-programmes/project_membership_history.csv": EXTRACTS["mhclg_programmes"][
        "mhclg-digital-programmes/project_membership_history.csv"
    ],
    "planx-open-digital-planning/planx_councils_history.csv": """\
as_of,slug,gss,custom_domain,gis_metadata,source_commit
2022-01-01,camden,E09000007,,1,aaa
2026-08-21,camden,E09000007,planningservices.camden.gov.uk,1,bbb
2026-08-21,guildford,E07000209,,1,bbb
""",
    "planx-open-digital-planning/bops_councils.csv": """\
slug,gss,bops_key,first_seen
camden,E09000007,camden,2025-10-24
""",
}

EXTRACTS["govwifi"] = {
    "govwifi/govwifi_councils_history.csv": """\
as_of,slug,gss,match,organisation,source_commit
2020-01-01,hartlepool,E06000001,direct,Hartlepool Borough Council,aaa
2026-06-30,camden,E09000007,direct,Camden Council,bbb
2026-06-30,cumberland,E06000063,predecessor,Allerdale Borough Council,bbb
""",
}

EXTRACTS["hsts_preload"] = {
    "hsts-preload/council_hsts_preload.csv": """\
slug,gss,homepage_host,host_preloaded,apex,apex_preloaded
hartlepool,E06000001,www.hartlepool.gov.uk,0,hartlepool.gov.uk,0
camden,E09000007,www.camden.gov.uk,1,camden.gov.uk,1
""",
}

EXTRACTS["ukbcd"] = {
    "ukbcd-bin-collection/ukbcd_council_current.csv": """\
slug,gss,ukbcd_key,lad24cd,match,url,url_domain,needs_browser,input_uprn,input_postcode,input_paon,input_usrn
adur,E07000223,AdurAndWorthingCouncils,E07000223,LAD24CD,https://www.aw.example/bins?address=100,aw.example,0,0,0,0,0
camden,E09000007,CamdenCouncil,E09000007,LAD24CD,https://www.camden.example/,camden.example,1,1,1,0,0
camden,E09000007,CamdenOldCouncil,E09000007,LAD24CD,https://old.camden.example/,camden.example,1,1,1,0,0
guildford,E07000209,GooglePublicCalendarCouncil,E07000209 E07000223,LAD24CD,https://calendar.google.com/x,calendar.google.com,0,0,0,0,0
,,EnvironmentFirst,,,https://ef.example/house?uprn=1,ef.example,0,0,0,0,0
west-sussex,E10000032,WestSussex,E10000032,direct,https://www.ws.example/,ws.example,0,0,1,0,0
""",
}

EXTRACTS["hacs"] = {
    "hacs-waste-schedule/hacs_uk_sources.csv": """\
slug,gss,title,module,match,module_first_seen,url
camden,E09000007,Camden Council,camden_gov_uk,direct,2023-01-30,https://www.camden.example/bins
adur,E07000223,Adur & Worthing Councils,adur_worthing_gov_uk,joint,2023-10-22,
,,FCC Environment,fccenvironment_co_uk,,2023-10-22,https://fcc.example
""",
}

EXTRACTS["bin_platforms"] = {
    "bin-lookup-platforms/bin_lookup_platform_hints.csv": """\
slug,gss,source,module,hosts,platform_hints,uses_browser,pdf,ics,json_api
camden,E09000007,ukbcd,CamdenCouncil,bins.example,jadu,0,0,0,1
camden,E09000007,hacs,camden_gov_uk,bins.example,whitespace,0,0,1,0
hartlepool,E06000001,ukbcd,HartlepoolCouncil,h.example,,0,0,0,0
""",
}

EXTRACTS["planning_portals"] = {
    "planning-portals/planning_portals.csv": """\
slug,gss,match,lpa,platform,url,source,as_of
camden,E09000007,direct,Camden,Custom,https://planning.camden.example,sebvett/planning-applications,2025-02-20
cumberland,E06000063,direct,Cumberland (Allerdale),Idox,https://a.example,sebvett/planning-applications,2025-02-20
cumberland,E06000063,direct,Cumberland (Carlisle),Idox,https://c.example,sebvett/planning-applications,2025-02-20
adur,E07000223,direct,Adur,-,,sebvett/planning-applications,2025-02-20
,,,Alderney,-,https://alderney.example,sebvett/planning-applications,2025-02-20
hartlepool,E06000001,direct,Hartlepool,Idox,https://h.example,adrianshort/uk_planning_scraper,2020-02-24
""",
}

EXTRACTS["fixmystreet"] = {
    "fixmystreet-pro/fixmystreet_cobrands.csv": """\
slug,gss,cobrand,council_name,status,first_commit,removed,waste,bulky,online_payment,open311_multi,open311_backends
west-sussex,E10000032,WestSussex,West Sussex County Council,current,2018-04-10,,0,0,0,1,Confirm Passthrough
guildford,E07000209,Guildford,Guildford Borough Council,current,2018-04-10,,0,0,0,0,
camden,E09000007,Camden,Camden Council,removed,2015-01-01,2018-10-10,0,0,0,0,
,,CyclingUK,Cycling UK,current,2024-01-10,,0,0,0,0,
""",
}

EXTRACTS["polling_stations"] = {
    "polling-station-data/council_polling_station_imports.csv": """\
election_date,slug,gss,match,council_id,importer,import_format,first_import_commit_date,commit
2024-07-04,camden,E09000007,direct,CMD,import_camden.py,Xpress,2024-06-06,aaa
2024-07-04,belfast,N09000003,joint,ANN,import_eoni.py,other,2024-05-24,aaa
2024-07-04,cumberland,E06000063,predecessor,ALL,import_allerdale.py,Halarose,2024-06-06,aaa
2026-05-07,hartlepool,E06000001,direct,HPL,import_hartlepool.py,Xpress,2026-04-01,bbb
""",
}

EXTRACTS["councillor_systems"] = {
    "lgsf-councillor-pages/lgsf_current.csv": """\
as_of,register_code,slug,gss,match,successors,cms_type,scraper_class,has_scraper,disabled,base_url
2026-05-30,CMD,camden,E09000007,direct,,ModernGov,ModGovCouncillorScraper,1,0,https://democracy.camden.example
2026-05-30,HPL,hartlepool,E06000001,direct,,Custom HTML,HTMLCouncillorScraper,1,0,https://www.hartlepool.example/councillors
2026-05-30,HPL,hartlepool,E06000001,direct,,,,0,0,
2026-05-30,ALL,,,predecessor,cumberland,ModernGov,ModGovCouncillorScraper,1,0,https://democracy.allerdale.example
""",
}
