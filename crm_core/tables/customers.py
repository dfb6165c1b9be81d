"""customers: one row a person or company that the firm knows or targets."""

from crm_core.i18n import N_
from crm_core.tables import codes
from crm_core.tables.field import Field, Table


def _consent(channel: str, label: str, *words: str) -> tuple[Field, ...]:
    synonyms = tuple(
        f"{start} {word}" for word in words for start in ("consentement", "accord", "opt-in", "optin", "accepte", "consent")
    ) + tuple(f"accepts {word} marketing" for word in words)
    return (
        Field(f"consent_{channel}", "bool", label, synonyms),
        Field(f"consent_{channel}_on", "date", label, tuple(f"date {text}" for text in synonyms)),
        Field(f"consent_{channel}_source", "str", label, tuple(f"source {text}" for text in synonyms)),
    )


CUSTOMERS = Table(
    "customers",
    N_("Customers"),
    key=("customer_id",),
    file_words=("client", "clients", "customer", "customers", "contacts clients", "entreprises", "particuliers", "prospects"),
    fields=(
        Field(
            "customer_id",
            "id",
            N_("Customer number"),
            (
                "n° client", "no client", "numéro client", "num client", "code client", "id client", "identifiant client", "identifiant",
                "client", "customer id", "customerid", "customer number", "customer", "client id", "id", "référence client", "ref client",
                "compte client", "account id", "user id", "member id", "n° adhérent", "carte de fidélité", "n° carte",
                "client n°", "compte tiers", "code tiers", "n° tiers", "tiers", "code auxiliaire", "compte auxiliaire", "code adhérent", "customer code", "adhérent", "abonné", "n° abonné",
                "sociétaire", "n° sociétaire", "membre", "n° membre", "assuré", "n° assuré", "patient", "n° patient",
            ),
            required=True,
        ),
        Field("kind", "code", N_("Person or company"), ("type de client", "nature du client", "type client", "customer type", "profil"), codes=codes.CUSTOMER_KINDS),
        Field("last_name", "str", N_("Last name"), ("nom", "nom de famille", "last name", "lastname", "surname", "family name", "nom client")),
        Field("first_name", "str", N_("First name"), ("prénom", "first name", "firstname", "given name", "prénom client")),
        Field("title", "str", N_("Title"), ("civilité", "titre", "title", "salutation", "civ")),
        Field("company_name", "str", N_("Company name"), ("raison sociale", "société", "entreprise", "dénomination", "dénomination unité légale", "company name", "company", "nom de l'entreprise", "enseigne", "account name", "nom du compte", "intitulé du tiers", "intitulé", "libellé", "default address company")),
        Field("siret", "id", N_("SIRET"), ("siret", "n° siret", "numéro siret", "no siret"), check="siret"),
        Field("sector", "str", N_("Sector"), ("secteur", "secteur d'activité", "activité", "sector", "industry", "code naf", "naf", "ape")),
        Field("headcount", "number", N_("Headcount"), ("effectif", "effectifs", "nombre de salariés", "headcount", "employees", "salariés")),
        Field("share_capital", "money", N_("Share capital"), ("capital", "capital social", "share capital")),
        Field("contact_name", "str", N_("Contact"), ("interlocuteur", "contact", "nom du contact", "contact name", "personne à contacter")),
        Field("contact_role", "str", N_("Contact's role"), ("fonction", "fonction du contact", "rôle", "poste", "contact role", "job title", "role", "title", "titre du poste")),
        Field("equipment", "str", N_("Equipment"), ("équipement", "équipements", "matériel possédé", "equipment", "produits détenus")),
        Field("email", "str", N_("E-mail"), ("e-mail", "email", "courriel", "mél", "adresse e-mail", "adresse mail", "adresse électronique", "mail", "email address"), check="email"),
        Field("phone", "str", N_("Phone"), ("téléphone", "tél", "tel", "téléphone fixe", "phone", "phone number", "telephone", "n° de téléphone", "fixe"), check="phone"),
        Field("mobile", "str", N_("Mobile"), ("mobile", "portable", "téléphone portable", "téléphone mobile", "gsm", "cell", "mobile phone", "tél portable", "tél port", "tél mobile", "port"), check="phone"),
        Field("address_1", "str", N_("Address"), ("adresse", "adresse 1", "adresse1", "rue", "voie", "address", "address 1", "street", "mailing street", "default address address1", "adresse ligne 1", "n° et voie", "nom de voie", "nom de la voie", "libellé de voie", "libellé voie établissement", "nom de la rue", "voie nom", "street name")),
        Field("address_2", "str", N_("Address, line 2"), ("adresse 2", "adresse2", "complément d'adresse", "complément", "address 2", "adresse ligne 2", "bâtiment")),
        Field("address_3", "str", N_("Address, line 3"), ("adresse 3", "adresse3", "address 3", "adresse ligne 3")),
        Field("address_4", "str", N_("Address, line 4"), ("adresse 4", "adresse4", "address 4", "lieu-dit", "boîte postale", "bp")),
        Field("postal_code", "id", N_("Postal code"), ("code postal", "cp", "postal code", "zip", "zip code", "zipcode", "postcode", "code_postal", "default address zip"), check="postal_code"),
        Field("city", "str", N_("Town"), ("ville", "commune", "localité", "city", "town", "default address city", "suburb", "nom de la commune", "commune nom", "libellé commune", "libellé commune établissement")),
        Field("country", "str", N_("Country"), ("pays", "country")),
        Field("birth_date", "date", N_("Date of birth"), ("date de naissance", "né le", "née le", "naissance", "birth date", "date of birth", "dob", "birthdate"), check="birth_date"),
        Field("gender", "code", N_("Gender"), ("sexe", "genre", "gender", "sex"), codes=codes.GENDERS),
        Field("profession", "str", N_("Profession"), ("profession", "métier", "csp", "catégorie socioprofessionnelle", "occupation", "job")),
        Field("family_status", "code", N_("Family status"), ("situation familiale", "situation de famille", "état civil", "family status", "marital status", "marital"), codes=codes.FAMILY_STATUS),
        Field("children", "number", N_("Children"), ("enfants", "nombre d'enfants", "nb enfants", "children", "enfants à charge")),
        Field("children_ages", "str", N_("Children's ages"), ("âge des enfants", "âges des enfants", "children ages")),
        Field("housing_type", "code", N_("Housing"), ("type de logement", "logement", "habitat", "housing type"), codes=codes.HOUSING_TYPES),
        Field("housing_tenure", "code", N_("Owner or tenant"), ("statut d'occupation", "propriétaire/locataire", "statut logement", "housing tenure", "occupation du logement"), codes=codes.HOUSING_TENURES),
        Field("acquisition_channel", "str", N_("Origin"), ("origine", "canal d'acquisition", "canal de recrutement", "origine du contact", "source", "acquisition channel", "provenance")),
        Field("first_known_on", "date", N_("First known on"), ("date de création", "client depuis", "créé le", "date d'entrée", "date d'inscription", "first known on", "created at", "creation date", "signup date", "date création", "connu depuis", "date de création fiche", "date d'adhésion", "adhérent depuis", "date d'ouverture du compte", "date inscription", "date de premier contact", "member since", "registered on")),
        Field("acquisition_cost", "money", N_("Acquisition cost"), ("coût d'acquisition", "acquisition cost", "cac", "coût de recrutement")),
        Field("sales_rep", "str", N_("Sales representative"), ("commercial", "vendeur", "chargé de clientèle", "conseiller", "sales rep", "représentant", "account manager", "contact owner", "account owner", "propriétaire du contact")),
        Field("store", "str", N_("Store"), ("magasin", "boutique", "agence", "point de vente", "store", "shop", "magasin de rattachement", "branch")),
        Field("region", "str", N_("Region"), ("région", "region", "zone", "secteur géographique", "territoire")),
        *_consent("email", N_("Agrees to e-mail"), "e-mail", "email", "mail", "courriel"),
        *_consent("sms", N_("Agrees to SMS"), "sms", "mobile"),
        *_consent("phone", N_("Agrees to phone calls"), "téléphone", "tel", "phone"),
        *_consent("mail", N_("Agrees to post"), "courrier", "postal", "post"),
        Field("undeliverable_on", "date", N_("Mail came back on"), ("npai", "pnd", "date npai", "npai le", "retour courrier", "courrier retourné le", "undeliverable on", "adresse npai le")),
        Field("left_on", "date", N_("Left on"), ("date de départ", "date de résiliation", "résilié le", "parti le", "date de clôture du compte", "left on", "cancelled on", "churn date", "date de fin")),
        Field("left_reason", "str", N_("Reason for leaving"), ("motif de départ", "motif de résiliation", "motif", "left reason", "churn reason", "cause de départ")),
        Field("referred_by", "id", N_("Referred by"), ("parrain", "parrainé par", "n° parrain", "referred by", "sponsor")),
    ),
)  # fmt: skip
