"""The closed lists of the model, each value with the French and English words that files use for it."""

CHANNELS = {
    "store": ("magasin", "boutique", "agence", "point de vente", "store", "shop", "in store", "guichet", "comptoir"),
    "web": ("internet", "site", "site web", "web", "web form", "en ligne", "e-commerce", "ecommerce", "online", "website", "formulaire"),
    "phone": (
        "téléphone",
        "tel",
        "phone",
        "telephone",
        "appel",
        "call center",
        "centre d'appels",
        "cellular",
        "landline",
        "fixe",
        "portable",
        "téléphone fixe",
        "téléphone portable",
        "téléphone mobile",
    ),
    "mail": ("courrier", "mail postal", "postal", "postal mail", "lettre", "correspondance", "vpc", "publipostage", "mailing"),
    "email": ("e-mail", "email", "courriel", "mél", "mel", "mail", "emailing"),
    "sms": ("sms", "texto"),
    "fax": ("fax", "télécopie"),
    "visit": ("visite", "visit", "à domicile", "rendez-vous", "commercial", "sales visit"),
    "fair": ("salon", "foire", "fair", "trade show"),
    "event": ("événement", "evenement", "event", "opération", "animation"),
    "social": ("réseaux sociaux", "réseau social", "social", "facebook", "instagram", "linkedin", "social media"),
    "mobile": ("mobile", "application", "appli", "app"),
    "other": ("autre", "other", "referral", "divers"),
}
SALE_KINDS = {
    "sale": ("vente", "achat", "sale", "facture", "invoice", "purchase", "ticket", "gagnée", "closed won", "won", "fa", "fac", "fact"),
    "return": (
        "retour",
        "avoir",
        "remboursement",
        "return",
        "refund",
        "credit note",
        "annulation",
        "av",
        "facture d'avoir",
        "note de crédit",
        "facture avoir",
    ),
    "quote": (
        "devis",
        "quote",
        "quotation",
        "proforma",
        "négociation",
        "négociation/révision",
        "negotiation",
        "proposition",
        "proposal",
        "qualification",
        "prospection",
        "prospecting",
        "perdue",
        "closed lost",
        "lost",
    ),
    "order": ("commande", "order"),
    "dispute": ("litige", "contentieux", "dispute", "chargeback"),
    "cancelled": ("annulé", "annulée", "commande annulée", "cancelled", "canceled"),
}
ORDER_STATES = {
    "done": (
        "payé", "payée", "paid", "réglé", "acquitté", "soldé", "paiement accepté", "paiement à distance accepté", "livré", "livrée", "delivered", "expédié", "expédiée",
        "shipped", "terminé", "terminée", "complete", "completed", "fulfilled", "facturé", "invoiced", "validé", "validée", "confirmé", "confirmée", "confirmed",
        "en préparation", "en cours de préparation", "préparation en cours", "processing", "en cours de livraison", "retiré", "récupéré", "picked up",
        "partiellement remboursé", "remboursé partiellement", "partially refunded", "partiellement payé", "partially paid", "partiellement livré", "archivé", "actif", "active", "résilié", "résiliée", "suspendu",
    ),
    "pending": (
        "en attente", "en attente de paiement", "en attente du paiement", "en attente de paiement par chèque", "en attente du paiement par chèque",
        "en attente de virement", "en attente de virement bancaire", "à payer", "non payé", "impayé", "pending", "pending payment", "awaiting payment", "on hold",
        "unpaid", "authorized",
    ),
    "cancelled": (
        "annulé", "annulée", "commande annulée", "cancelled", "canceled", "abandonné", "abandonnée", "abandoned", "panier abandonné", "échoué", "échouée", "échec", "failed",
        "erreur de paiement", "payment error", "paiement refusé", "refusé", "refusée", "declined", "voided", "expiré", "expirée", "expired", "rejeté", "non abouti",
    ),
    "refunded": ("remboursé", "remboursée", "refunded", "intégralement remboursé", "retourné", "retournée", "returned"),
}  # fmt: skip
CUSTOMER_KINDS = {
    "person": ("particulier", "personne", "person", "individual", "b2c", "consumer", "p", "personne physique"),
    "company": ("entreprise", "société", "professionnel", "company", "business", "b2b", "pro", "organisation", "personne morale"),
}
GENDERS = {
    "female": ("f", "femme", "female", "féminin", "mme", "madame", "woman"),
    "male": ("h", "m", "homme", "male", "masculin", "monsieur", "man"),
}
FAMILY_STATUS = {
    "single": ("célibataire", "single", "seul", "seule"),
    "married": ("marié", "mariée", "marié(e)", "married"),
    "civil_union": ("pacsé", "pacsée", "pacs", "pacsé(e)", "civil union"),
    "cohabiting": ("concubinage", "union libre", "en couple", "cohabiting"),
    "divorced": ("divorcé", "divorcée", "divorcé(e)", "séparé", "séparée", "divorced", "separated"),
    "widowed": ("veuf", "veuve", "veuf(ve)", "widowed"),
}
HOUSING_TYPES = {"house": ("maison", "house", "pavillon"), "flat": ("appartement", "flat", "apartment", "studio")}
HOUSING_TENURES = {
    "owner": ("propriétaire", "owner"),
    "tenant": ("locataire", "tenant", "renter"),
    "housed": ("hébergé", "logé gratuitement", "housed"),
}
DIRECTIONS = {
    "inbound": ("entrant", "entrante", "in", "inbound", "reçu", "du client", "client vers entreprise"),
    "outbound": ("sortant", "sortante", "out", "outbound", "émis", "envoyé", "vers le client", "entreprise vers client"),
}
OUTCOMES = {
    "none": ("aucun", "aucune", "none", "sans suite", "rien", "sans réponse", "no answer"),
    "delivered": ("délivré", "remis", "delivered", "distribué", "livré"),
    "bounced": ("rejeté", "npai", "pnd", "bounce", "bounced", "non distribué", "retour npai", "erreur"),
    "opened": ("ouvert", "opened", "open", "lu"),
    "clicked": ("cliqué", "clic", "clicked", "click"),
    "answered": ("répondu", "réponse", "answered", "replied", "response"),
    "refused": ("refus", "refusé", "refused", "declined"),
    "unsubscribed": ("désabonné", "désinscrit", "désinscription", "unsubscribed", "unsubscribe", "stop"),
    "converted": ("converti", "vente", "commande", "converted", "achat", "purchase"),
}
CONTACT_TYPES = {
    "campaign": ("campagne", "campaign", "promotion", "offre"),
    "information_request": ("demande d'information", "demande de renseignement", "renseignement", "information request", "information"),
    "quote_request": ("demande de devis", "devis", "quote request"),
    "document_request": ("demande de documentation", "demande de catalogue", "catalogue", "documentation", "document request", "brochure"),
    "visit": ("visite", "visit"),
    "call": ("appel", "call", "téléphone"),
    "courtesy": ("courtoisie", "appel de courtoisie", "vœux", "anniversaire", "courtesy"),
    "after_sale": ("après-vente", "sav", "service après-vente", "after-sale", "after sale", "support"),
    "survey": ("enquête", "survey", "sondage", "questionnaire"),
    "contest": ("jeu-concours", "concours", "jeu", "contest"),
    "mystery_visit": ("visite mystère", "client mystère", "mystery visit"),
    "audit": ("audit",),
    "testimony": ("témoignage", "testimony", "avis", "review"),
}
OBJECTIVES = {
    "acquire": ("conquérir", "conquête", "recruter", "recrutement", "prospection", "acquérir", "acquisition", "acquire"),
    "reward": ("récompenser", "récompense", "fidéliser", "fidélisation", "reward", "loyalty"),
    "intensify": ("intensifier", "développer", "développement", "ventes additionnelles", "intensify", "cross-sell", "upsell"),
    "win_back": ("reconquérir", "reconquête", "réactiver", "réactivation", "win back", "winback", "win-back", "regagner"),
    "inform": ("informer", "information", "inform"),
    "satisfy": ("satisfaire", "satisfaction", "satisfy"),
}
GROUPS = {
    "treated": ("traité", "ciblé", "test", "treated", "exposé", "traités", "exposed", "treatment"),
    "control": ("témoin", "contrôle", "control", "groupe témoin", "témoins"),
}
SEVERITIES = {
    "low": ("faible", "mineure", "mineur", "low", "minor", "1"),
    "medium": ("moyenne", "moyen", "normale", "normal", "medium", "moderate", "2"),
    "high": ("élevée", "haute", "forte", "grave", "majeure", "majeur", "high", "major", "3"),
    "critical": ("urgent", "urgente", "critique", "très grave", "critical", "bloquante", "4"),
}
STATUSES = {
    "open": (
        "ouverte",
        "ouvert",
        "en cours",
        "open",
        "nouvelle",
        "nouveau",
        "in progress",
        "à traiter",
        "en attente",
        "pending",
        "on hold",
        "new",
    ),
    "closed": (
        "close",
        "clôturée",
        "clos",
        "fermée",
        "traitée",
        "closed",
        "résolue",
        "terminée",
        "resolved",
        "solved",
        "closed with explanation",
    ),
    "reopened": ("rouverte", "réouverte", "reopened"),
}
NPS_SCALES = {"0-10": ("0-10", "0 à 10", "0–10"), "1-10": ("1-10", "1 à 10", "1–10")}
CSAT_SCALES = {
    "1-5": ("1-5", "1 à 5", "1–5"),
    "1-7": ("1-7", "1 à 7", "1–7"),
    "1-10": ("1-10", "1 à 10", "1–10"),
    "0-10": ("0-10", "0 à 10", "0–10"),
    "0-20": ("0-20", "0 à 20", "0–20", "/20"),
}
