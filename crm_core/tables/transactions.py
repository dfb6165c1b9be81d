"""transactions: one row a purchase line, a return, a quote, an order or a payment."""

from crm_core.i18n import N_
from crm_core.tables import codes
from crm_core.tables.customers import CUSTOMERS
from crm_core.tables.field import Field, Table

CUSTOMER_WORDS = CUSTOMERS["customer_id"].synonyms

TRANSACTIONS = Table(
    "transactions",
    N_("Purchases"),
    key=("transaction_id",),
    day="date",
    file_words=("vente", "ventes", "achat", "achats", "commande", "commandes", "transaction", "transactions", "order", "orders", "sales", "facture", "factures", "retail", "tickets"),
    fields=(
        Field("transaction_id", "id", N_("Line number"), ("n° ligne", "id ligne", "n° transaction", "id transaction", "transaction id", "transaction_id", "line id", "identifiant transaction", "n° mouvement", "id", "n° vente", "n° de vente", "id vente", "sale id", "sale number")),
        Field("customer_id", "id", N_("Customer number"), CUSTOMER_WORDS),
        Field("date", "date", N_("Date"), ("date", "date d'achat", "date de commande", "date commande", "date de vente", "date vente", "date de facture", "date facture", "order date", "invoice date", "invoicedate", "purchase date", "transaction date", "sale date", "date ticket", "jour", "mois", "mois de vente", "mois de facturation", "month", "achat le", "close date", "closed date", "date de clôture", "date de signature", "date de gain", "date pièce", "date écriture", "date d'écriture", "date comptable", "date de comptabilisation", "date document", "created at", "order created at"), required=True),
        Field("amount", "money", N_("Amount"), ("montant", "montant ttc", "montant ht", "total", "total ttc", "chiffre d'affaires", "ca", "ca ttc", "amount", "revenue", "sales", "total amount", "order value", "montant net", "brut", "montant brut", "gross", "valeur", "net", "prix total", "spend", "value"), required=True),
        Field("unit_price", "number", N_("Unit price"), ("prix unitaire", "pu", "prix", "unit price", "unitprice", "price", "tarif", "prix unitaire ttc", "prix unitaire ht", "pu ht", "pu ttc", "pv ht", "pv ttc", "prix de vente", "item cost", "lineitem price")),
        Field("discount", "number", N_("Discount"), ("remise", "% remise", "taux de remise", "remise accordée", "montant remise", "rabais", "ristourne", "discount", "discount rate", "discount percent", "discount amount", "line discount")),
        Field("debit", "money", N_("Debit"), ("débit", "montant débit", "débit eur", "debit")),
        Field("credit", "money", N_("Credit"), ("crédit", "montant crédit", "crédit eur", "credit")),
        Field("margin", "money", N_("Margin"), ("marge", "marge brute", "margin", "gross margin", "profit")),
        Field("cost", "money", N_("Cost"), ("coût", "coût d'achat", "prix de revient", "cost", "cogs", "coût de revient")),
        Field("quantity", "number", N_("Quantity"), ("quantité", "qté", "qte", "quantity", "qty", "nombre d'articles", "nb articles", "units", "lineitem quantity")),
        Field("kind", "code", N_("Kind of line"), ("nature", "type", "type de transaction", "type de ligne", "type de document", "kind", "transaction type", "nature de l'opération", "étape", "stage"), codes=codes.SALE_KINDS),
        Field("status", "code", N_("State of the order"), ("état", "état de la commande", "état commande", "statut", "statut de la commande", "statut commande", "statut de commande", "order status", "order state", "financial status", "status", "state"), codes=codes.ORDER_STATES),
        Field("product", "str", N_("Product"), ("produit", "article", "désignation", "libellé", "libellé produit", "product", "description", "item", "référence produit", "réf. produit", "product name", "sku", "lineitem name", "item name")),
        Field("category", "str", N_("Category"), ("catégorie", "famille", "rayon", "univers", "category", "product category", "famille de produits", "gamme")),
        Field("brand", "str", N_("Brand"), ("marque", "brand")),
        Field("own_label", "bool", N_("Own label"), ("marque propre", "mdd", "marque de distributeur", "own label", "private label")),
        Field("channel", "code", N_("Channel"), ("canal", "canal de vente", "channel", "sales channel", "canal d'achat"), codes=codes.CHANNELS),
        Field("store", "str", N_("Store"), ("magasin", "boutique", "agence", "point de vente", "store", "shop", "branch")),
        Field("payment_method", "str", N_("Payment method"), ("mode de paiement", "moyen de paiement", "règlement", "mode de règlement", "payment method", "paiement")),
        Field("due_on", "date", N_("Payment due on"), ("échéance", "date d'échéance", "due date", "à payer le", "due on")),
        Field("paid_on", "date", N_("Paid on"), ("payé le", "date de paiement", "date de règlement", "paid on", "payment date", "réglé le")),
        Field("currency", "code", N_("Currency"), ("devise", "monnaie", "currency"), codes={"EUR": ("eur", "€", "euro", "euros"), "USD": ("usd", "$", "dollar"), "GBP": ("gbp", "£", "pound"), "CHF": ("chf",)}),
        Field("order_id", "id", N_("Order number"), ("n° commande", "numéro de commande", "no commande", "id commande", "commande", "n° facture", "numéro de facture", "n° ticket", "ticket", "order id", "order number", "invoice", "invoiceno", "invoice no", "invoice number", "order", "n° de commande", "réf commande", "facture", "commande n°", "n° pièce", "n° document", "n° bon", "numéro de pièce")),
        Field("promotion", "str", N_("Promotion"), ("promotion", "promo", "code promo", "code remise", "remise", "promotion code", "coupon", "en promotion", "discount code")),
        Field("campaign_id", "id", N_("Campaign"), ("campagne", "n° campagne", "code campagne", "campaign", "campaign id", "code opération", "opération")),
    ),
)  # fmt: skip
