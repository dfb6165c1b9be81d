"""interactions, surveys and complaints: what passes between the firm and its customers besides purchases."""

from crm_core.i18n import N_
from crm_core.tables import codes
from crm_core.tables.field import Field, Table
from crm_core.tables.transactions import CUSTOMER_WORDS

INTERACTIONS = Table(
    "interactions",
    N_("Contacts"),
    key=("interaction_id",),
    day="date",
    file_words=("contacts", "contact", "interaction", "interactions", "échanges", "appels", "visites"),
    fields=(
        Field("interaction_id", "id", N_("Contact number"), ("n° contact", "id contact", "identifiant contact", "interaction id", "n° interaction", "contact id", "n° échange")),
        Field("customer_id", "id", N_("Customer number"), CUSTOMER_WORDS, required=True),
        Field("date", "date", N_("Date"), ("date", "date du contact", "date contact", "date de contact", "contact date", "interaction date", "contacté le", "le", "send date", "sent at", "sent on", "date d'envoi", "envoyé le", "delivery date"), required=True),
        Field("channel", "code", N_("Channel"), ("canal", "canal du contact", "channel", "média", "moyen", "canal de contact"), codes=codes.CHANNELS),
        Field("direction", "code", N_("Direction"), ("sens", "direction", "sens du contact"), codes=codes.DIRECTIONS),
        Field("type", "code", N_("Kind of contact"), ("type de contact", "motif", "motif du contact", "type", "nature", "nature du contact", "objet", "contact type"), codes=codes.CONTACT_TYPES),
        Field("campaign_id", "id", N_("Campaign"), ("campagne", "n° campagne", "code campagne", "campaign", "campaign id", "code opération")),
        Field("outcome", "code", N_("Outcome"), ("résultat", "issue", "suite", "suite donnée", "outcome", "result", "statut", "retour"), codes=codes.OUTCOMES),
        Field("was_delivered", "str", N_("Delivered"), ("délivré", "délivré le", "date de délivrance", "remis le", "delivered", "delivered at", "delivered date", "délivrés")),
        Field("was_opened", "str", N_("Opened"), ("ouvert", "ouvert le", "date d'ouverture", "ouvertures", "nb ouvertures", "opened", "opened at", "open date", "opens", "first open")),
        Field("was_clicked", "str", N_("Clicked"), ("cliqué", "cliqué le", "date de clic", "clics", "nb clics", "clicked", "clicked at", "click date", "clicks", "first click")),
        Field("was_unsubscribed", "str", N_("Unsubscribed"), ("désabonné", "désabonné le", "désinscrit", "désinscrit le", "date de désinscription", "désabonnements", "unsubscribed", "unsubscribed at", "unsubscribe date", "unsubscribes")),
        Field("was_bounced", "str", N_("Bounced"), ("hard bounce", "hard bounce date", "bounce", "bounced", "bounce date", "bounced at", "bounces", "rejeté", "rejeté le")),
        Field("cost", "money", N_("Cost"), ("coût", "coût du contact", "cost")),
        Field("employee", "str", N_("Employee"), ("collaborateur", "employé", "conseiller", "vendeur", "employee", "agent", "salarié")),
        Field("note", "str", N_("Note"), ("commentaire", "note", "notes", "remarque", "compte rendu", "comment")),
    ),
)  # fmt: skip

CLOSENESS = (
    ("product_quality", N_("Product quality"), ("qualité des produits", "qualité produit", "product quality")),
    ("service_quality", N_("Service quality"), ("qualité de service", "qualité du service", "service quality")),
    ("process_quality", N_("Process quality"), ("qualité des processus", "qualité des procédures", "simplicité des démarches", "process quality")),
    ("flexibility", N_("Flexibility"), ("souplesse", "flexibilité", "adaptation", "flexibility")),
    ("advice_quality", N_("Advice quality"), ("qualité du conseil", "qualité des conseils", "conseil", "advice quality")),
    ("openness_to_opinions", N_("Openness to opinions"), ("écoute", "ouverture aux avis", "prise en compte des avis", "openness to opinions")),
    ("information_offer", N_("Information offered"), ("information proposée", "offre d'information", "information", "information offer")),
    ("contact_beyond_marketing", N_("Contact beyond marketing"), ("contacts hors marketing", "contact hors marketing", "relation hors marketing", "contact beyond marketing")),
)  # fmt: skip

SURVEYS = Table(
    "surveys",
    N_("Surveys"),
    key=("response_id",),
    day="date",
    open_prefixes=("dim_",),
    file_words=("enquête", "enquêtes", "enquete", "enquetes", "survey", "surveys", "satisfaction", "nps", "sondage", "questionnaire", "réponses", "user-survey", "avis", "reviews", "trustpilot"),
    fields=(
        Field("response_id", "id", N_("Answer number"), ("n° réponse", "id réponse", "identifiant réponse", "response id", "n° de réponse", "respondent id", "id répondant", "n° répondant", "numéro de répondant")),
        Field("customer_id", "id", N_("Customer number"), CUSTOMER_WORDS),
        Field("date", "date", N_("Date"), ("date", "date de réponse", "date réponse", "répondu le", "horodateur", "timestamp", "response date", "submitted at", "date d'envoi", "date de l'enquête", "date de l'avis", "avis du", "avis déposé le", "review created", "review date"), required=True),
        Field("survey", "str", N_("Survey"), ("enquête", "nom de l'enquête", "vague", "survey", "wave", "baromètre", "vague d'enquête")),
        Field("company", "str", N_("Company asked about"), ("entreprise évaluée", "société évaluée", "enseigne évaluée", "enseigne", "company", "marque évaluée", "concurrent")),
        Field("nps", "number", N_("Would recommend"), ("nps", "note de recommandation", "recommandation", "probabilité de recommander", "recommanderiez-vous", "note nps", "likelihood to recommend", "how likely is it that you would recommend", "likely to recommend", "recommend", "recommanderiez-vous nous", "nous recommanderiez-vous", "probabilité que vous recommandiez", "nous recommander", "recommander à un proche")),
        Field("nps_scale", "code", N_("Scale of the recommendation"), ("échelle nps", "échelle de recommandation", "nps scale"), codes=codes.NPS_SCALES),
        Field("csat", "number", N_("Satisfaction"), ("csat", "satisfaction", "satisfaction globale", "note de satisfaction", "note globale", "overall satisfaction", "satisfaction score", "note", "êtes-vous satisfait", "êtes-vous satisfaite", "niveau de satisfaction", "how satisfied are you", "satisfaction générale", "review stars", "stars", "star rating", "rating", "étoiles", "nombre d'étoiles", "note de l'avis")),
        Field("csat_scale", "code", N_("Scale of the satisfaction"), ("échelle csat", "échelle de satisfaction", "csat scale"), codes=codes.CSAT_SCALES),
        Field("ces", "number", N_("Effort"), ("ces", "effort", "effort client", "facilité", "customer effort", "effort score")),
        *(Field(name, "number", label, words) for name, label, words in CLOSENESS),
        Field("verbatim", "str", N_("Comment"), ("verbatim", "commentaire", "commentaires", "comment", "comments", "remarques", "anything else", "suggestions", "avis", "avez-vous des remarques", "avez-vous des suggestions", "avez-vous des commentaires", "commentaire libre", "autres commentaires", "vos remarques", "review content", "review text", "texte de l'avis", "contenu de l'avis")),
        Field("channel", "code", N_("Channel"), ("canal", "channel", "canal d'enquête"), codes=codes.CHANNELS),
        Field("store", "str", N_("Store"), ("magasin", "boutique", "agence", "point de vente", "store", "shop")),
        Field("invited_on", "date", N_("Invited on"), ("invité le", "invitée le", "date d'invitation", "envoyé le", "envoyée le", "invited on", "invitation date", "sent on")),
        Field("answered", "bool", N_("Answered"), ("répondu", "a répondu", "réponse reçue", "answered", "responded")),
    ),
)  # fmt: skip

COMPLAINTS = Table(
    "complaints",
    N_("Complaints"),
    key=("complaint_id",),
    day="received_on",
    file_words=("réclamation", "réclamations", "reclamation", "reclamations", "complaint", "complaints", "plaintes", "litiges", "sav", "zendesk", "freshdesk"),
    fields=(
        Field("complaint_id", "id", N_("Complaint number"), ("n° réclamation", "numéro de réclamation", "no réclamation", "id réclamation", "réclamation", "complaint id", "complaint number", "n° dossier", "dossier", "ticket", "ticket id", "n° ticket", "case id", "case number"), required=True),
        Field("customer_id", "id", N_("Customer number"), CUSTOMER_WORDS),
        Field("received_on", "datetime", N_("Received on"), ("reçue le", "reçu le", "date de réception", "date réception", "date", "received on", "date received", "received", "date de la réclamation", "réceptionnée le", "opened at", "created at", "créée le", "créé le", "ouverte le", "ouvert le"), required=True),
        Field("registered_on", "date", N_("Registered on"), ("enregistrée le", "enregistré le", "date d'enregistrement", "saisie le", "registered on", "registration date")),
        Field("acknowledged_on", "date", N_("Acknowledged on"), ("accusé de réception", "accusée le", "accusé réception le", "ar le", "acknowledged on", "acknowledged", "accusé de réception le")),
        Field("first_answer_on", "date", N_("First answer on"), ("première réponse le", "première réponse", "date de première réponse", "répondu le", "first answer on", "first response")),
        Field("closed_on", "date", N_("Closed on"), ("clôturée le", "close le", "clôturé le", "date de clôture", "date clôture", "fermée le", "traitée le", "résolue le", "closed on", "closed", "resolved on", "date closed", "réponse définitive le", "solved at", "closed at", "resolved at")),
        Field("followed_up_on", "date", N_("Followed up on"), ("suivie le", "date de suivi", "relancée le", "rappel de suivi le", "followed up on", "follow up date")),
        Field("reopened_on", "date", N_("Reopened on"), ("rouverte le", "réouverte le", "date de réouverture", "reopened on")),
        Field("waiting_days", "number", N_("Days waiting for the customer"), ("jours d'attente", "attente client", "jours d'attente client", "attente client (jours)", "waiting days", "jours en attente")),
        Field("pauses", "str", N_("Pauses"), ("pauses", "suspensions", "périodes d'attente")),
        Field("category", "str", N_("Category"), ("catégorie", "motif", "type", "famille", "category", "nature", "typologie", "issue", "domaine", "ticket type", "type de ticket")),
        Field("subcategory", "str", N_("Subcategory"), ("sous-catégorie", "sous catégorie", "sous-motif", "subcategory", "sub category", "subissue", "sub-issue", "sous-famille")),
        Field("cause", "str", N_("Cause"), ("cause", "cause racine", "origine", "root cause", "cause identifiée")),
        Field("product", "str", N_("Product"), ("produit", "article", "product", "produit concerné")),
        Field("channel", "code", N_("Channel"), ("canal", "canal de réception", "reçue par", "channel", "submitted via", "via", "voie"), codes=codes.CHANNELS),
        Field("store", "str", N_("Store"), ("magasin", "boutique", "agence", "point de vente", "store", "shop")),
        Field("severity", "code", N_("Severity"), ("gravité", "sévérité", "severity", "priorité", "niveau", "priority"), codes=codes.SEVERITIES),
        Field("owner", "str", N_("In charge"), ("responsable", "chargé de dossier", "gestionnaire", "owner", "assigned to", "pilote", "traitée par", "assignee", "assigné à")),
        Field("status", "code", N_("Status"), ("statut", "état", "status", "etat du dossier"), codes=codes.STATUSES),
        Field("answer", "str", N_("Answer"), ("réponse", "réponse apportée", "answer", "response", "company response to consumer", "solution")),
        Field("personalised", "bool", N_("Personalised answer"), ("personnalisée", "réponse personnalisée", "personalised", "personalized")),
        Field("compensation", "money", N_("Compensation"), ("dédommagement", "geste commercial", "indemnisation", "compensation", "remboursement")),
        Field("handling_cost", "money", N_("Handling cost"), ("coût de traitement", "coût", "handling cost", "coût de gestion")),
        Field("satisfied", "str", N_("Satisfied with the outcome"), ("satisfait", "satisfaite", "client satisfait", "satisfait du traitement", "satisfied", "satisfaction traitement")),
        Field("corrective_action", "str", N_("Corrective action"), ("action corrective", "mesure corrective", "corrective action", "plan d'action")),
    ),
)  # fmt: skip
