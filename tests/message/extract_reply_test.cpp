// What the customer wrote, out of mails as the programs of Scandinavia and the world quote them.
#include <doctest/doctest.h>

#include <chrono>
#include <random>
#include <string>

#include "message/parse_mail.hpp"

using dialogd::message::extract_reply;

TEST_CASE("extract: an attribution in the customer's language begins the quotation") {
    for (const char* line : {"Den 24. nov. 2025 kl. 10.00 skrev Shop <hej@shop.example>:",
                             "Den man. 24. nov. 2025 kl. 10.00 skrev Shop <hej@shop.example>:",
                             "man. 24. nov. 2025 kl. 10.00 skrev Shop <hej@shop.example>:",
                             "Den mån 24 nov. 2025 kl 10:00 skrev Shop <hej@shop.example>:",
                             "Den 2025-11-24 kl. 10:00, skrev Shop:",
                             "24 nov. 2025 kl. 10:00 skrev Shop <hej@shop.example>:",
                             "På mandag 24. november 2025 kl. 10:00 skrev Shop <hej@shop.example>:",
                             "Den 24.11.2025 10:00, skreiv Shop:",
                             "On Mon, 24 Nov 2025 at 10:00, Shop <hej@shop.example> wrote:",
                             "On Nov 24, 2025, at 10:00 AM, Shop <hej@shop.example> wrote:",
                             "Am Mo., 24. Nov. 2025 um 10:00 Uhr schrieb Shop <hej@shop.example>:",
                             "ma 24. marrask. 2025 klo 10.00 Shop (hej@shop.example) kirjoitti:",
                             "Le lun. 24 nov. 2025 à 10:00, Shop <hej@shop.example> a écrit :",
                             "El lun, 24 nov 2025 a las 10:00, Shop (<hej@shop.example>) escribió:",
                             "Op ma 24 nov. 2025 om 10:00 schreef Shop <hej@shop.example>:",
                             "Il giorno lun 24 nov 2025 alle ore 10:00 Shop <hej@shop.example> ha scritto:",
                             "Em seg., 24 de nov. de 2025 às 10:00, Shop <hej@shop.example> escreveu:",
                             "pon., 24 lis 2025 o 10:00 Shop <hej@shop.example> napisał(a):",
                             "Shop <hej@shop.example> skrev den 24.11.2025 10:00:",
                             "------- Original Message -------",
                             "-----Oprindelig meddelelse-----",
                             "-------- Oprindelig besked --------",
                             "-----Ursprungligt meddelande-----",
                             "-----Opprinnelig melding-----"}) {
        CAPTURE(line);
        CHECK(extract_reply("Ja tak\n\n" + std::string(line) + "\n\n> Vil du?\n> Hilsen Shop\n") == "Ja tak");
        CHECK(extract_reply("Ja tak\n\n" + std::string(line) + "\nVil du?\nHilsen Shop\n") == "Ja tak");
    }
}

TEST_CASE("extract: the header block of Outlook begins the quotation") {
    for (const char* block :
         {"Fra: Shop <hej@shop.example>\nSendt: 24. november 2025 10:00\nTil: Anders\nEmne: Hej\n",
          "Från: Shop <hej@shop.example>\nSkickat: den 24 november 2025 10:00\nTill: Anders\nÄmne: Hej\n",
          "Fra: Shop <hej@shop.example>\nDato: mandag 24. november 2025\nTil: Anders\nEmne: Hej\n",
          "From: Shop <hej@shop.example>\nSent: Monday, November 24, 2025 10:00 AM\nTo: Anders\nSubject: Hej\n",
          "*Fra:* Shop <hej@shop.example>\n*Sendt:* 24. november 2025 10:00\n*Til:* Anders\n*Emne:* Hej\n",
          "Von: Shop\nGesendet: Montag, 24. November 2025 10:00\nAn: Anders\nBetreff: Hej\n",
          "Lähettäjä: Shop\nLähetetty: maanantai 24. marraskuuta 2025\nVastaanottaja: Anders\nAihe: Hej\n"}) {
        CAPTURE(block);
        CHECK(extract_reply("8\n\n" + std::string(block) + "\nHvor god var den?") == "8");
        CHECK(extract_reply("8\n________________________________\n" + std::string(block) + "\nHvor god var den?") ==
              "8");
    }
}

TEST_CASE("extract: what is written between the quotations stays") {
    CHECK(extract_reply("Den 24. nov. 2025 kl. 10.00 skrev Shop <hej@shop.example>:\n> Hvilken farve?\n\nGrøn\n\n> "
                        "Hvilken størrelse?\n\n42\n") == "Grøn\n\n42");
    CHECK(extract_reply("> Vil du?\nJa\n") == "Ja");
}

TEST_CASE("extract: signatures of people and devices say nothing") {
    for (const char* line :
         {"Sendt fra min iPhone", "Sent from my iPhone", "Skickat från min iPhone", "Sendt fra Outlook til iOS",
          "Hent Outlook til iOS", "Hämta Outlook för iOS", "Get Outlook for Android", "Sendt fra min Samsung Galaxy",
          "Skickat från min Samsung Galaxy-smartphone", "Sendt fra Yahoo Mail på Android", "Sendt med Proton Mail",
          "Gesendet von iPhone", "Lähetetty iPhonesta", "-- \nAnders Andersen\nTlf. 20 12 34 56",
          "Med venlig hilsen\nAnders", "Mvh\nAnders Andersen", "Vänliga hälsningar\nAnders", "Best regards,\nAnders"}) {
        CAPTURE(line);
        CHECK(extract_reply("Ja tak\n\n" + std::string(line) + "\n") == "Ja tak");
    }
}

TEST_CASE("extract: text that only looks like a quotation or signature stays") {
    for (const char* text :
         {"Den 24. november var jeg hos jer", "On Monday I wrote you", "Jeg skrev til jer i går kl. 10:00",
          "Sent from my desk, it is easier there.", "Fra: Aarhus\nJeg kommer med toget",
          "Date: Wednesday 3 October\nTime: 7.00\nAddress: Gaden 1", "Mvh er en forkortelse",
          "Varer:\n-- en stol\n-- et bord\nTak", "5 > 3 er sandt", "Hilsen fra Anders, vi ses i morgen"}) {
        CHECK(extract_reply(text) == text);
    }
}

TEST_CASE("extract: nothing written is nothing") {
    CHECK(extract_reply("").empty());
    CHECK(extract_reply(" \n\r\n\n").empty());
    CHECK(extract_reply("> alt er citeret\n> her\n").empty());
}

TEST_CASE("extract: any bytes are taken, and in time that grows with their number only") {
    std::mt19937 random(7);
    const std::string parts[] = {
        "> ",           "On ",  "Den ", " wrote:", "\n",    "\n\n", "--",   "Fra: ", "Sendt: ", "a@b.dk",
        " 24.11.2025 ", "\xC3", "\xFF", "\r\n",    "skrev", " x",   "____", "<",     ":"};
    for (int round = 0; round < 150; ++round) {
        std::string text;
        for (int i = 0; i < 120; ++i) text += parts[random() % std::size(parts)];
        for (int i = 0; i < 10 && !text.empty(); ++i) text[random() % text.size()] = static_cast<char>(random());
        CHECK(extract_reply(text).size() <= text.size() + 2);
    }
    const auto took = [](const std::string& text) {
        const auto start = std::chrono::steady_clock::now();
        extract_reply(text);
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    took("On Mon, 24 Nov 2025 at 10:00, Shop <hej@shop.example> wrote:\n> x");
    std::string lines;
    for (int i = 0; i < 20000; ++i) lines += "On 24.11.2025 10:00 a@b.dk skrev x\n";
    CHECK(took(lines) < 15.0);
    CHECK(took(std::string(2'000'000, 'a')) < 5.0);
}
