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
