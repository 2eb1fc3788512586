// The words and the sentence shapes of people who want to be left alone, in four languages.
#include "message/wish_concepts.hpp"

namespace dialogd::message {

// NAME: words and phrases that mean it. A star at the end takes any ending ("afmeld*"), one before any beginning,
// so that compounds count ("*mail*"). Spelling as in the dictionary: letters are folded, å ä ö æ ø as a and o.
const std::string_view kWishLexicon = R"(
ME: mig, mej, meg, me, us, os, oss, undertegnede
I: jeg, jag, eg, i, vi, we, im, ive, id
YOU: i, du, ni, dere, dykk, you, u, jer, er, dig
NUMBER: nummer, nummeret, numret, nr, number, tlf, telefonnummer, mobilnummer, phone number, adresse, adressen, adress,
  address, mailadresse, mailadressen, mejladress, mailadress, e-postadresse, epostadresse, e-postadress, email address,
  my name, mit navn, mitt namn, mitt navn, min mail, min e-mail, my email, min mejl, min e-post, min epost
LIST: list, lists, liste, listen, lista, listan, *mailliste*, *mailinglist*, *postliste*, *postlist*, *kundeliste*,
  kartotek*, database*, databas*, register, registret, registeret, system, systemet, systemer, systems, records, books,
  distribution, distribusjon*, udsendelse*, utsending*, utskick*, arkiv*, kontakter, *kontaktliste*, files
MESSAGE: *sms*, *mail*, *mejl*, *epost*, e post, e posten, e poster, e mail, e mails, text, texts, txt, txts, text messages,
  *besked*, *meddelelse*, *meddeland*, *melding*, meldinga, *tekstbesked*, message, messages, msg, msgs, msgz, *nyhedsbrev*,
  *nyhetsbrev*, *nyheitsbrev*, *newsletter*, news letter, *reklam*, ad, ads, adverts, advertising, *annonc*, spam, spammet,
  spammen, junk, junkmail, marketing*, markedsføring*, marknadsföring*, *tilbud*, offers, deals, promo*, promotion*,
  *erbjudand*, *kampagn*, *kampanj*, *utskick*, *udsendelse*, *utsend*, *henvendelse*, notification*, notifikation*,
  notis*, varsl*, communication*, correspondence, kommunikation, kommunikasjon, breve, brev, brevene, mailings, pling, plinget,
  beskjed*, alert, alerts, blast*, updates, opdateringer, oppdateringer, uppdateringar, solicitation*, påmindelser, påminnelser,
  påminnelsar, reminders
THESE: det her, det der, de her, de der, det här, det där, de här, de där, dette, detta, disse, dessa, denne, this, these,
  those, them, dem, dette her, dette maset, slikt, sånt, sånn, sådan, sådant, den slags, such, stuff,
  crap, shit, bs, lort, skit, dritt, pjat, mas, maset, tjat, tjatet, nonsense, junk, herinde, alt det, allt det
FROM_YOU: fra jer, fra jeres, fra dere, fra dykk, från er, från ert, från eder, from you, from ur, from u, from yall,
  from your company, from this company, from this number, fra firmaet, af jer, av dere, av er,
  jer længere, jer mere, er längre, er mer, dere lenger, dere mer
HEAR: høre, hører, hør, høyre, høyra, höra, hör, hear, hearing
SEND: send, sende, sender, sendes, skicka, skickar, skickas, sending, sends, skriv, skrive, skriver, skriva, write, writing,
  text, texting, txt, message, messaging, msg, email, emailing, mail, mailing, maile, mailer, mejla, mejlar, mejle, sms,
  smse, smsa, smser, sms'e, texte, tekste, messe, messa, kontakt, kontakte, kontakter, kontakta, kontaktar, contact,
  contacting, spam, spamme, spammer, spamma, spammar, spamming, bug, bugging, pester, pestering, bother, bothering,
  harass, harassing, bombard*, forstyr, forstyrre, forstyrra, stör, störa, disturb*, plage, plager, plaga, plag, mase,
  maser, masa, tjata, tjatar, mas, tjat, nag, nagging, call, calling, ring, ringe, ringer, ringa, ringar, reach out,
  reaching out, høre af jer, høre av dere, höra av er, høre fra dere, spørg, spørge, spør, spørre, fråga, asking, ask,
  chikanere, trakassere, trakassera, ping, pinging, annoying, irritere, pushing, hassling,
  hounding, blowing up, flooding, filling
GET: få, får, faa, ha, have, få tilsendt, modtage, modtager, motta, mottar, ta emot, tar emot, get, getting, receive,
  receiving, see, seeing, se, ser, læse, lese, läsa, read, hear from, be contacted, blive kontaktet, bli kontaktet,
  bli kontaktad, kontaktes, kontaktas, have flere, ha fler, høre fra, höra från, hearing from, being contacted
WANT: vil, vill, ønsker, ønskjer, ønskjar, önskar, ønske, gider, gidder, gadder, gadd, orker, orkar, behøver, behöver,
  trenger, treng, want, wanna, wish, need, care to, lyst, lust, interesseret, interessert, intresserad, interested, rather, prefer, helst, hellere, heller, hellre, foretrækker, wants, wished,
  bryder mig, liker, like, hoppas, would like, brug for, bruk for, consent, agree, consented, agreed, kan lide, accepterer,
  accepterar, aksepterer, tåler, skal, ska, tid til, tid til at, tid att, tid till, magter, pallar
NOT: ikke, ikkje, ikk, ik, inte, ej, ei, ikkje, aldrig, aldri, never, not, dont, do not, wont, no longer, intet, inget,
  ingenting, ingen, inga, nothing, hverken, verken, varken, slet ikke, absolut ikke, cant stand, didnt,
  heller ikke, itj, itte, icke, no, nada, none, aint, cba
NEVER: aldrig, aldri, never, ikke, ikkje, inte, not, dont, do not, ej, wont, nicht
MORE: mere, mer, meir, more, flere, fleire, fler, flera, any more, anymore, any longer, længere, lengere, lenger, lengre,
  längre, again, igen, igjen, ever, nogensinde, noensinne, någonsin, noget, noe, noko, något, nåt, nån mer, anything
NO_MORE: räcker det med, det räcker med, no more, ikke flere, ikke mere, ikke mer, ikke fler, ingen flere, ingen mere, ingen fler, ingen mer, inga fler,
  inga flera, inga mer, inte fler, inte flera, inte mer, inget mer, ikkje fleire, ikkje meir, nok med, nok af, nok av, no
  further, slut med, slutt med, slutt på, slut på, enough of, enough with, nej til, nei til, nej till, no to, nej tak til
  flere, nei takk til flere, nej tack till fler, nej tack till, nei takk til, nej tak til, zero more, mindre af, aldri mer,
  aldrig mere, aldrig mer, never again, færdig med, ferdig med, klar med, done with, through with, had it with, over with,
  fed up with, sick of, sick and tired of, tired of, trött på, træt af, træt af at, trett av, lei av, lei, less,
  led på, kan undvære, kan undvara, klarer mig uden, klarar mig utan, klarer meg uten, kan godt undvære, fået nok af,
  fått nok av, fick nog av, nog av, har fået nok, no interest in, ingen interesse i, ingen interesse for,
  ingen interesse av, inget intresse av, ikke interesse for, no use for, ingen brug for, ingen glæde af, no need for
REMOVE: fjern, fjerne, fjernes, fjernet, fjerna, slet, slette, slettes, slettet, slett, sletta, radera, raderas, raderad,
  raderat, stryg, stryge, stryges, stryk, stryke, stryka, strykes, strykas, struken, strøket, remove, removed, removing,
  delete, deleted, erase, erased, purge, ta bort, tar bort, tas bort, tage bort, borttagen, plocka bort, plukk bort, pluk,
  forget, glem, glemme, glöm, glömma, lose, scrap, wipe, drop, droppa, dropp, bort med, strike, pill bort, clear,
  avregistrer, rydd, få bort, slippe af med, bli borttagen, bli kvitt, unlist, kick, smid, sluk
TAKE: tag, tage, ta, tar, tages, tas, take, taken, taking, get, getting, gotten, plocka, lyft, lift, pull, put, kom, komme,
  kommer, skriv, skrive, sæt, sätt, sett, ut, ud, meld, kast, kaste, smid, smide, kick, fjern
OFF: af, av, ud, ut, væk, vekk, bort, off, out, out of, af med, ur, fra, frå, från, herfra, herifra, härifrån
MELD: meld, melde, melder, meldes, meldt, melda, anmäl, skriv, skrive, skriver, skriva
SIGNED_UP: tilmeldt, tilmeldt mig, signed up, sign up, subscribed, subscribe, bedt om, bett om, anmält mig, meldt meg på, asked for,
  agreed to, sagt ja til, sagt ja, sagt ja till, opted in, bad om, ba om, bestilt, beställt, requested, givet samtykke, gitt samtykke, gett samtycke
CONTACTED: kontaktes, kontaktas, contacted, spammes, spammas, forstyrres, störas, disturbed, bothered, bombarderes, kontaktad, kontaktet, opsøges, emailed, texted, mailed
SELF: sig, seg, himself, herself, themselves, hende, ham, henne, honom, her, him, dem, them
PAST: i fjol, i fjor, last year, sidste år, förra året, once, tidligere, tidigare, earlier, last month, sidste måned, by mistake, ved en fejl,
  av misstag, ved en feil, sidste uge, förra veckan, forrige uke, last week, engang, kom til at, kom til å, råkade, for længe siden, ages ago, years ago
GOODS: varer, varorna, item, items, product*, produkt*, butik*, store, stores, *ønskeliste*, *önskelist*, wish list, wishlist,
  waiting list, venteliste*, väntelist*, price list, prisliste*, gæsteliste*, gästlist*, indkøbsliste*, handleliste*, medejer, delägare
UNSUB: avböj*, unenrol*, udmeld*, utmeld*, utträd*, afmeld, afmelde, afmelder, afmeldes, afmeldt, afmelding, afmeldelse, afmeldelsen, afmeldingen, frameld*,
  unsubscrib*, unsub, avregistrer*, avprenumerer*, avanmäl*, avanmaelning, avmeld*, avbeställ, avbeställa, avbeställer,
  opt out, optout, opt me out, opting out, opted out, fravælge, fravælger, frabed*, undanbe*, frabe, frabeder, frabedes,
  afbestil, afbestille, afbestiller, avbestill, avbestille, fratræde, reserverer mig, afprioriter, reservere meg mot
CEASE: stop, stopp, stoppa, stoppe, stoppes, stopper, stoppar, stopping, stans, stanse, stanser, stanna, sluta, slutar, slutt,
  slutte, slutter, slut, hold op, holde op, holder op, hold nu op, hold da op, hør op, høre opp, hører op, quit, cease,
  lad være, lade være, lad vær, lade vær, lad vare, la være, la vere, lat være, la vær, låt bli, låta bli, undlad, undlade,
  undlat, undlate, undvik, undgå, unngå, undvika, afbryd, afbryde, avbryt, avbryte, avbryta, afslut, afslutte, afslutter,
  avslut, avsluta, avslutar, avslutt, avslutte, avslutter, ophør, ophøre, upphör, upphöra, opphør, opphøre, legg av, lägg av,
  lägga av, drop, droppa, dropp, droppe, skip, skippa, skipp, discontinue, end, terminate, cancel, opsig, opsige, opsiger, sig op,
  säg upp, säga upp, säger upp, si opp, sier opp, drit i, skit i, refrain from, refrain, knock it off, spar mig for, spare mig
  for, skån mig, spare me, forskån mig, forskåne, forskåna, bespar mig, avstå, avstå från, avstå fra, stopped, kill, halt,
  stanset, give it a rest, lay off, pack it in, pak sammen, luk, lukke, shut off, turn off, sluk for, slå av, slå från,
  stäng av, switch off, disable, deaktiver, deaktivera, slukke for, ophæv, ophæve, keep from, desist, nedlæg, gi dere, ge er, gi jer, quit it, hold opp, sluta upp, suspend
ALL_OF: med, with, at, att, å, og, och, all, alle, alla, alt, allt, det, de, den, med at, med att, med å, the, jeres, era,
  deres, your, mig, meg, me, that, så, saa, nu, nå, lige, bare, already, please, venligst, vennligst, vänligen, fucking, bloody,
  damn, stupid, forbandede, forbannede, förbannade, jävla, jævla, at i, i, ur, alle de, alla de, more, flere, mer, mere, fler,
  of, af, av, om, til, till, annoying, irriterende, irriterande, evige, evindelige, eviga, altså, alltså, da, då, min, mit, mitt, my,
  abonnementet, abonnement, prenumerationen, prenumeration, subscription, på, to, from, disse, dessa, these, those, this, for,
  få, endless, constant, konstant, konstante, ständiga, daily, daglige, dagliga
FREE: slippe, slipper, slippa, slipper, sleppe, fri for, blive fri, bli fri, bli fritt, fritages, fritaget, rid of, af med, bli av med,
  komme af, kommer af, kommer jeg af, slutte med at få, undgå, unngå, undvika, undvik, avoid, skånes, forskånes, escape,
  blive fri for, bli kvitt, kvitt, quit getting, opt out, befriad från, blir jag av med, bliver jeg fri for, blir jeg kvitt, blir av med, get rid of
ALONE: i fred, ifred, alone, leave me be, leave us be, lad mig være, lad os være, lade mig være, la meg være, låt mig vara,
  få fred, have fred, ha fred, let me be, give me peace, have ro, i ro
HOW: how, hvordan, hvorledes, hur, korleis, hvor, hvad skal jeg gøre, hva må jeg gjøre, vad ska jag göra, vad gör jag, hva gjør jeg,
  what do i do, what do i have to do, what must i do, hvad skal der til, vad krävs, where do i, where can i, hvor kan
LEAVE: være med, vera med, vara med, va med, vær med, være en del, stå på, stå på, be part, be on, be included, continue, fortsætte,
  fortsätta, fortsette, be subscribed, abonnere, prenumerere, prenumerera, be a member, figurere
PEEVED: nei nå er det nok, nej nu er det nok, nej nå er det nok, spammer mig, nok er nok, enough is enough, enough already, nu er det nok, det er nok nu, nå er det nok,
  så er det nok, så er det slut, nu räcker det, det räcker nu, det räcker, nok nu, er det nok, er det slut, er nok nu, im out, count me out, count me out please,
  tak for mig, tak for denne gang, takk for meg, jag är klar, nu får det vara nog, nå får det være nok, nu må det være nok,
  make it stop, that's enough, thats enough, had enough, ive had enough, jeg har fået nok, jag har fått nog, har fått nog,
  jeg har fått nok, har fået nok, it's over, were done, we're done, im done, i'm done, cease and desist, gider ikke mere, gidder ikke mer,
  orkar inte mer, orker ikke mer, go away, get lost, buzz off, bugger off, fuck off, piss off, skrid, forsvind, försvinn,
  forsvinn, dra til helvete, dra åt helvete, stick, rend mig, hold kæft, hold kjeft, håll käften, shut up, jeg er ude, jag är ute, jeg er ute, ud, it must stop, det må stoppe,
  det må stopp, nu må det stoppe, det måste få ett slut, this has to stop, this must stop, this needs to stop, det skal stoppe, nå må dere gi dere,
  nu får ni ge er, gi dere nå, gi jer, ge er, hører ikke til her, no thanks never again, aldrig igen, aldri igjen
DECLINE: no longer interested, ikke længere interesseret, inte längre intresserad, ikke lenger interessert, ikke interesseret,
  ikke interessert, inte intresserad, not interested, uninteressert, ikkje interessert, inte intressant, ikke noget for mig, inget för mig, ikke noe for meg
GOT: fået, faet, fik, fick, fikk, fått, modtaget, modtog, mottatt, mottog, mottagit, got, received, havent, hasnt, didnt get, did
  not get, kom, came, arrive, arrived, har ikke, har inte, får ikke, får inte, faar ikke, får ikkje, not getting, dont get, still waiting
ELSE: *ordre*, order, orders, ordern, beställning*, *bestilling*, bestillinga, *pakke*, paket*, parcel*, package*, levering*, leverans*,
  delivery, forsendelse*, *faktura*, invoice*, regning*, räkning*,
  betaling*, betalning*, payment*, aftale, aftalen, avtale, avtalen, avtal, appointment, booking*, bokning*, reservation*, bestil, kursus*, kurs, kursen,
  course, deltagelse, medlemskab*, membership, medlemskap*, bus, bussen, *kurv*, varukorg*, handlekurv*, basket, cart, gebyr*, avgift*, fee,
  fragt*, frakt*, shipping, rabat*, rabatt*, discount, gavekort*, presentkort*, gift card, gift wrap, retur*, return, refund, køb, købet,
  köp, köpet, kjøp*, purchase, lease, lejemål, leieavtale, hyra, strøm*, batteri*, jakke*, jackan, kjole*, klänning*, sko, skor, sokker, sokkene, bukser,
  str, størrelse*, storlek*, size, farve*, färg*, farge*, color, colour, smoking, ryge, rökning, røyke, røyking, drikke, kaffe*, coffee, kaffen,
  blomster*, blommor*, flowers, sæk*, esken, æske, box, kasse*, adr, sofa*, lampe*, lampan, lamp, klokke*, klocka*, watch, maskin*, konkurrent*, competitor*, rival*, other shop, other shops, andre butikker, andra butiker, min tid, my appointment, min time,
  old address, old number, old email, gamle adresse, gamle nummer, gamla adress, gammel adresse, gå glip, går glip, gå glipp, går glipp, missa, missar, miss, missing, miss out,
  om natten, nattetid, at night, om aftenen, om kvelden, på kvällen, på kvällarna, in the evening, før kl, efter kl, etter kl, før klokken, efter klokken,
  after 9, after 10, before 9, i weekenden, i helgen, on sundays, om søndagen, på søndager, på söndagar, at work, *adresseændring*, wrong size, second, machine, app, appen, siden
  stopper, site, website, hjemmeside*, film*, serie*, bog, bok, boken, bogen, book, konsert, concert, billet*, biljett*, ticket*, tid hos, prøvetid*,
  trial, abonnement på, prenumeration på, kontrakt*, contract, sag, sagen, case, ticket, card, kort, kortet, kortkøb, navn på pakken, kvittering på, sale,
  rea, rean, udsalg*, salg, salget, salgs, sælge, selge, sälja, selling, sortiment*, kollektion*, collection, sæson*, season, vinter*, sommer*, weather, vejr*, været, vädret
THIRD: min mand, min kone, min kæreste, min mor, min far, min søn, min datter, min søster, min bror, min ven, min veninde, min kollega,
  min nabo, min chef, konen, manden, kona, mannen, samboeren, kjæresten, min fru, min man, min sambo, min mamma, min pappa, min son,
  min dotter, min vän, min kompis, frugan, kona mi, mannen min, mor mi, sjefen, sjefen min, chefen, my husband, my wife, my mother,
  my mom, my mum, my dad, my father, my son, my daughter, my sister, my brother, my friend, a friend, my partner, my boyfriend,
  my girlfriend, my colleague, my boss, my flatmate, my roommate, naboen, grannen, folk, people, someone, nogen, noen, någon, alle siger,
  everyone, min chef, my kids, ungerne, barna, barnen, mine børn, my doctor, lægen, legen, läkaren, mamma, pappa
SAY: siger, sagde, sa, säger, sier, said, says, told, tells, mener, menar, meinte, synes, syntes, syns, tycker, tyckte, thinks, thought,
  vil have, ville have, ville, vill att, ville att, wanted, wants, bad, ba, bad mig, asked, skulle, suggested, foreslog, föreslog,
  foreslo, asks, beder, ber, skrev, wrote, afmeldte, afmelder, avregistrerade, unsubscribed, keeps telling, vil
ALMOST: ville, skulle, tænkte, tänkte, tenkte, wanted to, was going to, was about to, were about to, nearly, var ved at, var lige ved, lige ved at,
  holdt på å, höll på att, nearly, almost, næsten, nesten, nästan, was tempted, overvejede, övervägde, vurderte, considered, var nära att, thought
  about, havde tænkt, hade tänkt, hadde tenkt, var på vej til, was this close, came close
COURTESY: tak, tack, takk, thanks, thx, please, pls, plz, venligst, vänligen, vennligst, hej, hei, hi, hello, hey, nu, nå, now, kære, dear,
  mvh, og, och, and, ok, ja, jo, yes, gerne, så, da, då, snälla, just, bare, dog, lige, sorry, desværre, nej, nei, no, straks, altså,
  thank, amp, thank you
GOODBYE: bye, farvel, hejdå, ha det, hilsen, goodbye, adjö, hälsningar, regards, best, cheers, tak, tack, takk, thanks, please
OPENING: kan, kunne, vil, vill, can, could, will, would, gider, gid, må, may, hvordan, how, hur, why, hvorfor, varför, hvad, hvor, vad, hva,
  please, korleis, skal, ska, when, jeg, jag, i
ASKED: er det, er der, är det, finns det, is the, is it, are the, are there, do you, har i, har ni, har dere, hvornår, når, när, when is, when does,
  when do, stopper i, slutter i, slutar ni, slutter dere, er i
WOULD: ville, vore, hade, hadde, would, nice, great, dejligt, rart, fint, appreciate, skønt, kul, skönt, grateful, taknemmelig, takknemlig, tacksam
REQUEST: kan, kunne, vil, vill, can, could, will, would, gider, gid, wont, why dont, cant, please
REGRET: regret, regretted, fortrød, fortryder, fortrudt, ångrade, ångrar, ångrat, angret, angrer, glad, happy, back, tilbage, tillbaka
STILL: stadig, still, fortsatt, fortfarande, alligevel, likevel, ändå, again and again, keep, keeps, bliver ved, fortsätter, fortsætter, fortsetter
FAILED: virker ikke, funkar inte, fungerer ikke, fungerar inte, doesnt work, does not work, broken, cant find, kan ikke finde, hittar inte, finner ikke,
  didnt work, not working, går ikke, går inte, gick inte, gikk ikke, error, fejl, defekt, kunne ikke, kunde inte, kan ikke, kan inte, couldnt, cannot, cant
NOT_EVER: aldrig, aldri, never
IF: hvis, if, dersom, ifall, om jag, om man, in case, såfremt, hvad sker der, vad händer, hva skjer, what happens, unless, medmindre, hvis man
DATA: data, details, mine data, oplysninger, oplysningerne, opplysninger, uppgifter, uppgifterna, information, informasjon, informationer, info om mig,
  persondata, personoplysninger, personuppgifter, personopplysninger, gdpr, account, konto, profil, profilen, kontoen, kontot,
  kundekonto, everything you have, alt i har, allt ni har, alt dere har, everything about me, alt om mig, alt om meg, allt om mig, alle spor, every trace
ABLE: kan, can, cant, cannot, kunne, kunde, could, couldnt, muligt, mulig, möjligt, possible, lykkes, lyckas, virker, funkar, fungerer,
  fungerar, works, working, get, går, gør, skal, why, hvorfor, varför, klarer, klarar, får, finde ud af, finner, prøvet, försökt, tried, trying
)";

// One shape a line: concepts, words in small letters, `..N` for at most N other words, `^` and `$` for the ends of the
// clause, `/` for either, `?` for may be missing. Behind `unless`: concepts that, anywhere in the clause, make it
// something else. `deed`: a denial before it turns it, unless it says that it did not work ("kan ikke afmelde mig");
// `flat`: any denial turns it; `wish`: none does; `unasked`: only where no question is open.
const std::string_view kWishShapes = R"(
deed UNSUB unless ELSE SELF
deed REMOVE ..3 ME/NUMBER/LIST/DATA unless ELSE GOODS
deed TAKE ..2 ME/NUMBER ..1 OFF unless ELSE GOODS
deed OFF ..3 LIST unless ELSE GOODS GOT
deed MELD ..2 ME? ..1 OFF unless ELSE GOODS
deed CEASE ALL_OF? ALL_OF? ALL_OF? ALL_OF? SEND/MESSAGE unless ELSE
deed CEASE I? ALL_OF? ALL_OF? GET ..3 MESSAGE/THESE/FROM_YOU unless ELSE
deed ^ CEASE MORE/THESE $
deed ^ HOW ..4 YOU ..2 CEASE $ unless ELSE
deed ^ kan/can/vil/vill/could/kunne/gider/gid/would YOU ..1 CEASE $ unless ELSE
wish IF YOU NOT ..1 CEASE unless ELSE
wish HOW ..3 UNSUB unless ELSE
flat CEASE ALL_OF? ALL_OF? THESE $ unless ELSE
flat HOW ..2 slår/slå/turn/switch ..4 MESSAGE/THESE unless ELSE
deed ur/ut/ud/out ..2 MESSAGE/LIST unless ELSE GOODS GOT
deed hør/hör/høyr NOT af/av/fra/från
wish asked/bedt/bett/bad ..4 REMOVE unless ELSE GOODS THIRD
wish NOT lov/ret/rett/rätt/allowed/permission ..3 SEND unless ELSE
unasked NOT WANT THESE $ unless ELSE GOT
unasked WANT ..1 NOT ..2 THESE $ unless ELSE GOT
unasked WANT NOT GET MORE $ unless ELSE GOT
deed ^ NOT SEND $ unless ELSE
deed SEND ..2 NOT ..1 MORE ..1 ME $ unless ELSE GOT
flat WANT ..2 OFF $ unless ELSE GOODS
wish NOT MORE? WANT ..6 MESSAGE/FROM_YOU/LEAVE/CONTACTED unless ELSE GOT
wish WANT ..3 NOT ..6 MESSAGE/FROM_YOU/LEAVE/CONTACTED unless ELSE GOT
wish WANT ..3 NOT ..4 GET ..3 THESE MORE? $ unless ELSE
wish NOT WANT ..4 THESE MORE $ unless ELSE GOT
wish WANT ..2 NOT ..4 THESE MORE $ unless ELSE GOT
flat NO_MORE ..4 MESSAGE/FROM_YOU unless ELSE GOT
flat NO_MORE ..2 THESE/YOU $ unless ELSE GOT
flat NO_MORE GET/at/att/å ..3 THESE/MESSAGE unless ELSE GOT
wish NOT MORE? WANT ..5 HEAR ..2 YOU unless ELSE
wish WANT ..3 NOT ..5 HEAR ..2 YOU unless ELSE
wish NOT ..3 SIGNED_UP ..3 MESSAGE/THESE/LIST unless ELSE
deed NOT SEND ..2 ME/NUMBER/MESSAGE unless ELSE GOT
deed NOT SEND ..2 MORE $ unless ELSE GOT
deed NOT ever/nogensinde/mere/mer/again SEND unless ELSE
deed SEND ..2 NOT ..3 MORE $ unless ELSE GOT
deed SEND NOT ..1 ME unless ELSE GOT
deed FREE ..5 MESSAGE/THESE/YOU unless ELSE GOT
deed ALONE unless ELSE
wish ^ PEEVED $ unless ELSE
unasked ^ DECLINE $ unless ELSE
wish NUMBER ..2 NOT ..2 bruges/brukes/användas/used/benyttes ..2 MORE unless ELSE
)";

}  // namespace dialogd::message
