"""What the language tags of ZITADEL are made of: registered subtags, as compact text.

Facts of the IANA language subtag registry and CLDR, in the selection ZITADEL's parser knows: an
unlisted language, script, region or variant is refused. Source: zitadel-scim.md 2.4, 7.1.
Read by :mod:`simulator.zitadel.languages` alone.
"""

TWO_LETTERS = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy
da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu
hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv
kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr
nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq
sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi
yo za zh zu
"""
"""Languages of two letters."""

THREE_TO_TWO = """
aaraa abkab afraf akaak amham araar argan asmas avaav aveae aymay azeaz bakba bambm belbe
benbn bihbh bisbi bodbo bosbs brebr bulbg catca cescs chach chece chucu chvcv corkw cosco
crecr cymcy danda deude divdv dzodz ellel engen epoeo estet euseu eweee faofo fasfa fijfj
finfi frafr fryfy fulff glagd glega glggl glvgv grngn gujgu hatht hauha hbssh hebiw herhz
hinhi hmoho hrvhr hunhu hyehy iboig idoio iiiii ikuiu ileie inaia indid ipkik islis itait
javjv jpnja kalkl kankn kasks katka kaukr kazkk khmkm kikki kinrw kirky komkv konkg korko
kuakj kurku laolo latla lavlv limli linln litlt ltzlb lublu luglg mahmh malml marmr mkdmk
mlgmg mltmt molmo monmn mrimi msams myamy nauna navnv nblnr ndend ndong nepne nldnl nnonn
nobnb norno nyany ocioc ojioj orior ormom ossos panpa plipi polpl porpt pusps quequ rohrm
ronro runrn rusru sagsg sansa sinsi slksk slvsl smese smosm snasn sndsd somso sotst spaes
sqisq srdsc srpsr sswss sunsu swasw swesv tahty tamta tattt telte tgktg tgltl thath tirti
tonto tsntn tsots tuktk turtr twitw uigug ukruk urdur uzbuz venve vievi volvo wlnwa wolwo
xhoxh yidji yoryo zhaza zhozh zulzu
"""
"""Three letters and the two letters they stand for (``deude``)."""

THREE_LETTERS = (
    "|NZ^`@BhEs`~Uv>_a8i0Z<llU|NsARzXSjO&jp2Y>Hq!z|NsAY|NsC0|NsBv>Hq)#O}q+v{{R2~{{Q#?|NsBrEA;X3"
    "UFV+^2O!_=pFhbV_`m-D|NsC0|9}7g|Nnpe|NsB@fB*mg|NsBzzyJUL|L_0*|Np=L|NsBr|Nry<`+xuc|Nj5~`~Uy<"
    "|Ns5}|Nnpg|NsB~|Nr0r|KI!n|Nj5~|NsB@f4}|Jt$#rOoWVmZ2qi%PP(%QL`~UKvv_eJJn>2{`d*>HcRecT|H-Gc*"
    "pZ{GrWe5Ney#K%d|NnnCKF7!3{{evjumyksAOHXZKmb6JA<+MQ|K9#y1ONhLjTyn;dm;b;0N-uiCgs`l{{Q{YpA<n1"
    "h5*q3@W*Fg)|p<n?e7Bs0ssI2z<1hLl5GJl)_e5-|9=1g009hE0{{T96em#@3IG8B01y#L003YR0000G002Y;01$u$"
    "7ytkT0Dve2002<cEf8ciBvbX(zv9gU0Du5M0000000b8~0o_-bA(*EK00BUP00004000020YCsm006N5t2qDy00004"
    "0000003ZNB1ONa40ssI25QC@%000001Rw;a2m}BKflvSd2r-6000000KmZ5z0}u!V0002sJF^o2fB+Ey0000000000"
    "00030|NsC0-_L`h!2jPT?_cKw5FoO}rbQ*21K;`I1Jp>60S<xVlT_O{^MC(s`Tzfa1PA~DArgFF{SSptL_h!p|NZ~g"
    "=o|DmqYVH6AbWWN2ZR9d|9}1f7zBX;004jxlpFy7000005I_I~2(<pC3_t(?kt76c0ATR{`+xQr1)tw;0{{^K002M*"
    "wYGvN1ONn4;{W|W1qlcRKmY&$01yBG3;+NC0HFeG=SUQZAizg}2LJ#7%uqlig-3)yAP@i`0#Jw%0NL#BP&XYBX%1QI"
    "GY9}61war0002-#mPyuKr-4V8`v4FC2mpWpKt%un0ssL(fB;4a`0MvM#GMuZ01N~HARyhM0RR915<~z11Q76@l@kPj"
    "00GbzKmZW%kYY^I0s%?@Mg#x|0stVu0DuMn2mk;80PxuF6#@tV00961000mH01yBG0RPwH{r~^}|Nnpg|Nj5~|NsC0"
    "|NsBr|NH;{+x`Fl|Nj5~|NsC0|NsC0{r}(p-2eao|NsC0|Ni^`|NsC0|Ns8~{r~^}|NsC0@Bjb*|NsC0|NsAc{oUXH"
    "yqE<n{|E5@|9=1o0K<JB2Ig|`|9pQ$A~2tO9{vAU^8Y{o@*b7<|NlpT0RjLZKvkcL-}!D4hf&b;|93zG1<_bs06+i`"
    "1Ofmc3V?t2{r~>||NsC0|L_0*|9}7g|NsC0|NsB@|Nq~A|Nnpg|Nrm*z5oCF|NsBrfBpaW|Nr;@|Nr~{@Bjb*|NnpA"
    "|G)3||NsC0|NsC0{{R1f|NsC0|NQ^`fB*lVzW@IJfA@a^f&~Bn|NqzT|Nr;@;-2UK_y1P?&Hw-Z|Nrm*{r`Orr%?vP"
    "m(X3WrvLr_V_jSS|NlQA6aZII!e#YM;{X5OLWRWz03rZ%X%GknK>z^;0000008wBC1OWg51`!|t7y**;{by?il?GSs"
    "`%RsDg9Ktg02M+2002~j`Ckx@$wuGz6EOfF0001x00000016NQ0YCuo-~GRRzR&-^LKK8yu>XB}1Ofm_EfgpJ?eV|w"
    "KL7v%$KW3PyZ`<B_x<<(|NQmsNA!OX0RhB+|M%VbUj>Hm^>@8J0000(aY6t<0003)86*e*|NsC0|NsC0|NsC0|NsC0"
    "|NsC0|NsC0|NsC0|NsC0|NsC0|NsC0|NsC0|NsC0|NsC0|NsC0|NsC0|NsC0|L?u$SMC#C3Bf=i`WFF!00000@c#e5"
    "03!e(000O805G-V5C8xG5hNA>0Rk|CqXAF=0fP}p0002+-~ay-st|wJQUHJ;00000Ko9}~JwOmb5Mf`PF#rGn0bBwg"
    "00031LIEHE0Keb=|Ns9#-`>x?|F8f5e@j3R@%``p_y7O<-~Vs%d+~q&fB*jX@4x@s|KI=pe!o}$Z-I87-1q(e|Nr~`"
    "|6f;M?_W?DV*dZ16`vIkea3yElJ)m~|NsC0|NY(n|NZt~|35&O0{`Rx^Y;G#|KESmJ{5bs|GxkK_y7O*fB*mf-}l%3"
    "?=OJA#sB~R|DXT=|Ns5J-+x9QcmMd?UC(_Mx$1kM9v}cP0t6&T1ONa))CL3q00aO805Ay#Pyh%3001Na1OO1+Sl3Mt"
    "R8R31WYtOvKmq_j00;m80NnrUA6Q61B%lNUFcLr_01yBG000000RR91fDjPBZ<7E4000000002MfGq$3000003IG5A"
    "z=pyC00962{}=)Q67c_dKL8~F000UA0000006+i`0{{si000310D}Mk00031000000000000030|NqZ^z7Y@r0FnVl"
    "&G}vc0RS)*1XU0L1ol6A1q1-FfFM<Mmwn%H%y`v9^;c&U0RR91001oa+aFY5gJ=a1i#WOg001xmBt!rJ5Cbs+0RRB-"
    "_5at`yl~cddKFLwq=e}~0001MIZ|{$=rE9Kk^le#|L^~Qg;VtJ|Nrvc$4vD?{Qv(S0D!<&%od;fH+}E_y`--JL>K{G"
    "PD%(+C@|oF5FjJ~|NsAQ{s9JvDnJ$i0TnAg0RR9HkZDB%0s-N_zXJdO5ZtHHRGviN{f}m|RUp*E*f2eS0000?^by5`"
    "Z%_atP=CMM2LK=tgtA2t21Eb=5&{tb@c;dP1p*d{0000801ylV00000gD?Upga9+ZBP0L-0L$b$M#xn0|Nnm$0Re<i"
    "2mJs44*>u`5I6w=91=j`b`}T&5C8xG0RR91001H+3P6AW00"
)
"""One bit for each of 26³ codes of three letters, from ``aaa`` on, lowest bit first, in base 85."""

SCRIPTS = """
adlm afak aghb ahom arab aran armi armn avst bali bamu bass batk beng bhks blis bopo brah
brai bugi buhd cakm cans cari cham cher chrs cirt copt cpmn cprt cyrl cyrs deva diak dogr
dsrt dupl egyd egyh egyp elba elym ethi geok geor glag gong gonm goth gran grek gujr guru
hanb hang hani hano hans hant hatr hebr hira hluw hmng hmnp hrkt hung inds ital jamo java
jpan jurc kali kana kawi khar khmr khoj kitl kits knda kore kpel kthi lana laoo latf latg
latn leke lepc limb lina linb lisu loma lyci lydi mahj maka mand mani marc maya medf mend
merc mero mlym modi mong moon mroo mtei mult mymr nagm nand narb nbat newa nkdb nkgb nkoo
nshu ogam olck orkh orya osge osma ougr palm pauc pcun pelm perm phag phli phlp phlv phnx
piqd plrd prti psin qaaa qaab qaac qaad qaae qaaf qaag qaah qaai qaaj qaak qaal qaam qaan
qaao qaap qaaq qaar qaas qaat qaau qaav qaaw qaax qaay qaaz qaba qabb qabc qabd qabe qabf
qabg qabh qabi qabj qabk qabl qabm qabn qabo qabp qabq qabr qabs qabt qabu qabv qabw qabx
ranj rjng rohg roro runr samr sara sarb saur sgnw shaw shrd shui sidd sind sinh sogd sogo
sora soyo sund sunu sylo syrc syre syrj syrn tagb takr tale talu taml tang tavt telu teng
tfng tglg thaa thai tibt tirh tnsa toto ugar vaii visp vith wara wcho wole xpeo xsux yezi
yiii zanb zinh zmth zsye zsym zxxx zyyy zzzz
"""
"""Scripts."""

REGIONS = """
AA AC AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN
BO BQ BR BS BT BU BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CP CQ CR CS CT CU CV CW CX
CY CZ DD DE DG DJ DK DM DO DY DZ EA EC EE EG EH ER ES ET EU EZ FI FJ FK FM FO FQ FR FX GA GB
GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU HV IC ID IE IL IM IN IO
IQ IR IS IT JE JM JO JP JT KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY
MA MC MD ME MF MG MH MI MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NH NI
NL NO NP NQ NR NT NU NZ OM PA PC PE PF PG PH PK PL PM PN PR PS PT PU PW PY PZ QA QM QN QO QP
QQ QR QS QT QU QV QW QX QY QZ RE RH RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR
SS ST SU SV SX SY SZ TA TC TD TF TG TH TJ TK TL TM TN TO TP TR TT TV TW TZ UA UG UK UM UN US
UY UZ VA VC VD VE VG VI VN VU WF WK WS XA XB XC XD XE XF XG XH XI XJ XK XL XM XN XO XP XQ XR
XS XT XU XV XW XX XY XZ YD YE YT YU ZA ZM ZR ZW ZZ
"""
"""Regions of two letters."""

REGIONS_OF_THREE = """
AAAAA ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD ANTAN AREAE ARGAR ARMAM ASCAC ASMAS ATAAQ
ATFTF ATGAG ATNNQ AUSAU AUTAT AZEAZ BDIBI BELBE BENBJ BESBQ BFABF BGDBD BGRBG BHRBH BHSBS
BIHBA BLMBL BLRBY BLZBZ BMUBM BOLBO BRABR BRBBB BRNBN BTNBT BURBU BVTBV BWABW CAFCF CANCA
CCKCC CHECH CHLCL CHNCN CIVCI CMRCM CODCD COGCG COKCK COLCO COMKM CPTCP CPVCV CRICR CTECT
CUBCU CUWCW CXRCX CYMKY CYPCY CZECZ DDRDD DEUDE DGADG DHYDY DJIDJ DMADM DNKDK DOMDO DZADZ
ECUEC EGYEG ERIER ESHEH ESPES ESTEE ETHET FINFI FJIFJ FLKFK FRAFR FROFO FSMFM FXXFX GABGA
GBRGB GEOGE GGYGG GHAGH GIBGI GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR GRDGD GRLGL GTMGT GUFGF
GUMGU GUYGY HKGHK HMDHM HNDHN HRVHR HTIHT HUNHU HVOHV IDNID IMNIM INDIN IOTIO IRLIE IRNIR
IRQIQ ISLIS ISRIL ITAIT JAMJM JEYJE JORJO JPNJP JTNJT KAZKZ KENKE KGZKG KHMKH KIRKI KNAKN
KORKR KWTKW LAOLA LBNLB LBRLR LBYLY LCALC LIELI LKALK LSOLS LTULT LUXLU LVALV MACMO MAFMF
MARMA MCOMC MDAMD MDGMG MDVMV MEXMX MHLMH MIDMI MKDMK MLIML MLTMT MMRMM MNEME MNGMN MNPMP
MOZMZ MRTMR MSRMS MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA NCLNC NERNE NFKNF NGANG NHBNH NICNI
NIUNU NLDNL NORNO NPLNP NRUNR NTZNT NZLNZ OMNOM PAKPK PANPA PCIPC PCNPN PCZPZ PERPE PHLPH
PLWPW PNGPG POLPL PRIPR PRKKP PRTPT PRYPY PSEPS PUSPU PYFPF QATQA QMMQM QNNQN QOOQO QPPQP
QQQQQ QRRQR QSSQS QTTQT QUUEU QVVQV QWWQW QXXQX QYYQY QZZQZ REURE RHORH ROURO RUSRU RWARW
SAUSA SCGCS SDNSD SENSN SGPSG SGSGS SHNSH SJMSJ SLBSB SLESL SLVSV SMRSM SOMSO SPMPM SRBRS
SSDSS STPST SUNSU SURSR SVKSK SVNSI SWESE SWZSZ SXMSX SYCSC SYRSY TAATA TCATC TCDTD TGOTG
THATH TJKTJ TKLTK TKMTM TLSTL TMPTP TONTO TTOTT TUNTN TURTR TUVTV TWNTW TZATZ UGAUG UKRUA
UMIUM URYUY USAUS UZBUZ VATVA VCTVC VDRVD VENVE VGBVG VIRVI VNMVN VUTVU WAKWK WLFWF WSMWS
XAAXA XBBXB XCCXC XDDXD XEEXE XFFXF XGGXG XHHXH XIIXI XJJXJ XKKXK XLLXL XMMXM XNNXN XOOXO
XPPXP XQQXQ XRRXR XSSXS XTTXT XUUXU XVVXV XWWXW XXXXX XYYXY XZZXZ YEMYE YMDYD YUGYU ZAFZA
ZARZR ZMBZM ZWEZW ZZZZZ
"""
"""Three letters and the region they stand for (``CHECH``)."""

REGIONS_OF_DIGITS = """
001 002 003 004AF 005 008AL 009 010AQ 011 012DZ 013 014 015 016AS 017 018 019 020AD 021
024AO 028AG 029 030 031AZ 032AR 034 035 036AU 039 040AT 044BS 048BH 050BD 051AM 052BB 053
054 056BE 057 060BM 061 064BT 068BO 070BA 072BW 074BV 076BR 084BZ 086IO 090SB 092VG 096BN
100BG 104MM 108BI 112BY 116KH 120CM 124CA 132CV 136KY 140CF 142 143 144LK 145 148TD 150 151
152CL 154 155 156CN 158TW 162CX 166CC 170CO 174KM 175YT 178CG 180CD 184CK 188CR 191HR 192CU
196CY 202 203CZ 204BJ 208DK 212DM 214DO 218EC 222SV 226GQ 230ET 231ET 232ER 233EE 234FO
238FK 239GS 242FJ 246FI 248AX 249FX 250FR 254GF 258PF 260TF 262DJ 266GA 268GE 270GM 275PS
276DE 278DD 280DE 288GH 292GI 296KI 300GR 304GL 308GD 312GP 316GU 320GT 324GN 328GY 332HT
334HM 336VA 340HN 344HK 348HU 352IS 356IN 360ID 364IR 368IQ 372IE 376IL 380IT 384CI 388JM
392JP 398KZ 400JO 404KE 408KP 410KR 414KW 417KG 418LA 419 422LB 426LS 428LV 430LR 434LY
438LI 440LT 442LU 446MO 450MG 454MW 458MY 462MV 466ML 470MT 474MQ 478MR 480MU 484MX 492MC
496MN 498MD 499ME 500MS 504MA 508MZ 512OM 516NA 520NR 524NP 528NL 530AN 531CW 533AW 534SX
535BQ 536NT 540NC 548VU 554NZ 558NI 562NE 566NG 570NU 574NF 578NO 580MP 581UM 583FM 584MH
585PW 586PK 591PA 598PG 600PY 604PE 608PH 612PN 616PL 620PT 624GW 626TL 630PR 634QA 638RE
642RO 643RU 646RW 652BL 654SH 659KN 660AI 662LC 663MF 666PM 670VC 674SM 678ST 682SA 686SN
688RS 690SC 694SL 702SG 703SK 704VN 705SI 706SO 710ZA 716ZW 720YD 724ES 728SS 729SD 732EH
736SD 740SR 744SJ 748SZ 752SE 756CH 760SY 762TJ 764TH 768TG 772TK 776TO 780TT 784AE 788TN
792TR 795TM 796TC 798TV 800UG 804UA 807MK 810SU 818EG 826GB 831GG 832JE 833IM 834TZ 840US
850VI 854BF 858UY 860UZ 862VE 876WF 882WS 886YE 887YE 891CS 894ZM 958AA 959QM 960QN 961QO
962QP 963QQ 964QR 965QS 966QT 967EU 968QV 969QW 970QX 971QY 972QZ 973XA 974XB 975XC 976XD
977XE 978XF 979XG 980XH 981XI 982XJ 983XK 984XL 985XM 986XN 987XO 988XP 989XQ 990XR 991XS
992XT 993XU 994XV 995XW 996XX 997XY 998XZ 999ZZ
"""
"""Three digits, and the region they stand for where there is one (``756CH``)."""

VARIANTS = """
1606nict 1694acad 1901 1959acad 1996 abl1943 akuapem aluku ao1990 aranes arevela arevmda
arkaika asante auvern baku1926 balanka barla basiceng bauddha bciav bcizbl biscayan bohoric
boont bornholm cisaup colb1945 cornu creiss dajnko ekavsk emodeng gallo gascon grclass
grital grmistr hepburn hognorsk hsistemo ijekavsk itihasa ivanchov jauer jyutping kkcor
kociewie kscor laukika lemosin lengadoc ltg1929 ltg2007 luna1918 metelko monoton ndyuka
nedis newfound nicard nulik oxendict pahawh2 pahawh3 pahawh4 pamaka peano petr1708 pinyin
polyton provenc puter rigik rozaj rumgr scotland scouse sotav spanglis surmiran sursilv
sutsilv synnejyl tarask tongyong tunumiit uccor ucrcor ulster unifon vaidika valencia
vallader vecdruka vivaraup wadegile xsistemo biske lipaw njiva osojs solba 1994 heploc
alalc97 fonipa fonkirsh fonnapa fonupa fonxsamp simple
"""
"""Variants in the order in which a tag shows them."""

GRANDFATHERED = {
    "art-lojban": "jbo",
    "i-ami": "ami",
    "i-bnn": "bnn",
    "i-hak": "hak",
    "i-klingon": "tlh",
    "i-lux": "lb",
    "i-navajo": "nv",
    "i-pwn": "pwn",
    "i-tao": "tao",
    "i-tay": "tay",
    "i-tsu": "tsu",
    "no-bok": "nb",
    "no-nyn": "nn",
    "sgn-be-fr": "sfb",
    "sgn-be-nl": "vgt",
    "sgn-ch-de": "sgg",
    "zh-guoyu": "cmn",
    "zh-hakka": "hak",
    "zh-min-nan": "nan",
    "zh-xiang": "hsn",
    "cel-gaulish": "xtg-x-cel-gaulish",
    "en-gb-oed": "en-GB-oxendict",
    "i-default": "en-x-i-default",
    "i-enochian": "und-x-i-enochian",
    "i-mingo": "see-x-i-mingo",
    "zh-min": "nan-x-zh-min",
    "root": "und",
    "en-us-posix": "en-US-u-va-posix",
}
"""Tags that are no sum of their parts, and what they became."""

__all__ = [
    "GRANDFATHERED",
    "REGIONS",
    "REGIONS_OF_DIGITS",
    "REGIONS_OF_THREE",
    "SCRIPTS",
    "THREE_LETTERS",
    "THREE_TO_TWO",
    "TWO_LETTERS",
    "VARIANTS",
]
